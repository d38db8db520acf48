import Foundation
import Words

/// What a stage's result depends on, as text and as a short name for a folder.
///
/// A stage is a pure function of its settings, its data, the stages it builds on and the code that runs
/// it. The code is stood for by a recipe number, which is raised when a change of the code changes the
/// result. Two stages with one key have one result; that is what the cache relies on.
package struct StageKey: Equatable, Sendable {
  /// Raised when the layout of the cache changes, or how sums are rounded.
  private static let format = 3

  /// For example `base`.
  package let name: String
  /// Everything that the result depends on, in full.
  package let text: String
  /// `base-3f2a90c1d4e5b687`.
  package let folder: String

  /// - Parameters:
  ///   - settings: encoded with sorted keys.
  ///   - data: the content of files that the stage reads.
  package init(
    _ name: String, recipe: Int, settings: some Encodable, seed: UInt64? = nil,
    data: [String] = [], parents: [StageKey] = []
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let lines =
      ["\(name), recipe \(recipe), format \(StageKey.format)"]
      + (seed.map { ["seed \($0)"] } ?? [])
      + [String(decoding: try encoder.encode(settings), as: UTF8.self)]
      + data.map { "data \($0)" } + parents.map { "after \($0.folder)" }
    self.name = name
    text = lines.joined(separator: "\n") + "\n"
    folder = "\(name)-\(fingerprint(of: Data(text.utf8)))"
  }
}
