import Foundation
import Words

/// The first line of a file of labels: what they were made with.
package struct LabelHeader: Codable, Equatable, Sendable {
  /// Raised when the lines get another form.
  package static let currentFormat = 1

  package var format = currentFormat
  package var name: String
  /// The seed of the world.
  package var world: UInt64
  /// Stands for all settings that the outputs depend on, those of the world included.
  package var settings: String
  /// Of the sequence of sets.
  package var setSeed: UInt64
  /// Whose outputs these are; nil for those of the SFT model alone.
  package var models: [CourseModel]?
  /// Stands for these models, as they were trained.
  package var trained: String?
  package var date: Date

  package init(
    name: String, world: UInt64, settings: String, setSeed: UInt64,
    models: [CourseModel]? = nil, trained: String? = nil, date: Date = Date()
  ) {
    (self.name, self.world, self.settings) = (name, world, settings)
    (self.setSeed, self.models, self.trained, self.date) = (setSeed, models, trained, date)
  }

  private enum CodingKeys: String, CodingKey {
    case format, name, world, settings, models, trained, date
    case setSeed = "set_seed"
  }

  /// As a line of JSON.
  package func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: sealed(json: try encoder.encode(self)), as: UTF8.self) + "\n"
  }

  init(line: Data) throws {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .wholeSeconds
    self = try decoder.decodeStrictly(LabelHeader.self, from: line)
  }
}
