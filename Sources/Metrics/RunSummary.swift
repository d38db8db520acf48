import Foundation
import Words

/// What a run of a lesson measured: the contents of `summary.json`.
package struct RunSummary: Codable, Equatable, Sendable {
  /// The lesson, such as "5-ppo-with-kl".
  package var lesson: String
  package var seed: UInt64
  /// When the run ended, to the second.
  package var date: Date
  /// Remarks that a reader of the numbers must know, such as "quick smoke run".
  package var notes: [String]
  package var results: [String: Estimate]
  /// Whether the lesson came to its end.
  package var isComplete: Bool
  /// Whether it was a smoke run, whose numbers mean nothing.
  package var isQuick: Bool
  /// What was asked for beside hyperparameters and changes the results, such as "--labels mine (24 sets)"; nil for
  /// nothing.
  package var options: [String]?
  /// What must have been so when its trainings started, such as `base/loss`; nil where nothing was trained.
  package var checks: [String: StartCheck]?
  /// Of files of the run, by their names; nil in runs of earlier versions.
  package var checksums: [String: String]?

  private enum CodingKeys: String, CodingKey {
    case lesson, seed, date, notes, results, options, checks, checksums
    case isComplete = "complete"
    case isQuick = "quick"
  }

  package init(
    lesson: String, seed: UInt64, date: Date, notes: [String] = [],
    results: [String: Estimate] = [:], isComplete: Bool = false, isQuick: Bool = false,
    options: [String]? = nil, checks: [String: StartCheck]? = nil,
    checksums: [String: String]? = nil
  ) {
    self.lesson = lesson
    self.seed = seed
    // The file holds whole seconds; so does the value, so that it is read back the same.
    self.date = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    self.notes = notes
    self.results = results
    self.isComplete = isComplete
    self.isQuick = isQuick
    self.options = options
    self.checks = checks
    self.checksums = checksums
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    lesson = try container.decode(String.self, forKey: .lesson)
    seed = try container.decode(UInt64.self, forKey: .seed)
    date = try container.decode(Date.self, forKey: .date)
    notes = try container.decode([String].self, forKey: .notes)
    results = try container.decode([String: Estimate].self, forKey: .results)
    isComplete = try container.decode(Bool.self, forKey: .isComplete)
    // Older files do not tell.
    isQuick = try container.decodeIfPresent(Bool.self, forKey: .isQuick) ?? false
    options = try container.decodeIfPresent([String].self, forKey: .options)
    checks = try container.decodeIfPresent([String: StartCheck].self, forKey: .checks)
    checksums = try container.decodeIfPresent([String: String].self, forKey: .checksums)
  }

  /// Writes the summary as JSON, for people as well as programs: indented, with sorted keys, and with a checksum
  /// of all the rest of it.
  ///
  /// - Throws: `Failure`.
  package func write(to file: URL) throws {
    var summary = self
    summary.checksums = (checksums ?? [:]).merging([Self.own: fingerprint(of: try json())]) { $1 }
    try writeAtomically(try summary.json(), to: file)
  }

  /// Reads a summary.
  ///
  /// - Throws: `Failure`, also for a file that is not a summary, or is not as it was written.
  package init(readingFrom file: URL) throws {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .wholeSeconds
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try readJSON(file, with: decoder, orFail: "run-summary")
    guard let checksum = checksums?.removeValue(forKey: Self.own) else { return }
    if checksums?.isEmpty == true { checksums = nil }
    guard checksum == fingerprint(of: try json()) else {
      throw Failure("changed-run", at: file.path)
    }
  }

  /// The name of the summary among the checksums.
  private static let own = "summary.json"

  private func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
