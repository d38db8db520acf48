import Foundation
import ToyWorld
import Words

/// The keys that name a learner's own files, and `ownData.*`.
package struct OwnDataSettings: Decodable, Sendable {
  package var corpus, demonstrations, rankings, prompts: String
  package var ownData: Limits

  /// How much of large files is used.
  package struct Limits: Codable, Equatable, Sendable {
    /// Of each file, at most.
    package var rows: Int
    /// Of the base model's training, at most.
    package var steps: Int
  }
}

/// What stands in a learner's own files.
package struct OwnData: Sendable {
  package let limits: OwnDataSettings.Limits
  /// Texts that the base model learns from; nil to take those of the other files.
  package let corpus: [String]?
  package let demonstrations, rankings, prompts: OwnFile?

  /// Reads the files that are named. A relative path starts from the folder in which the command was typed.
  ///
  /// - Throws: `UsageError`, `Failure` for a file that cannot be used.
  package init(_ settings: OwnDataSettings) throws {
    func file(_ path: String, _ key: OwnKey) throws -> OwnFile? {
      path.isEmpty ? nil : try OwnFile(readingFrom: path, for: key)
    }
    limits = settings.ownData
    demonstrations = try file(settings.demonstrations, .demonstrations)
    rankings = try file(settings.rankings, .rankings)
    prompts = try file(settings.prompts, .prompts)
    corpus = settings.corpus.isEmpty ? nil : try OwnData.texts(settings.corpus)
    let bytes = corpus?.reduce(0) { $0 + $1.utf8.count } ?? OwnData.fewestBytes
    guard bytes >= OwnData.fewestBytes else {
      throw UsageError(
        "own-corpus",
        [
          "path": settings.corpus, "bytes": "\(bytes)", "fewest": "\(OwnData.fewestBytes)",
        ])
    }
  }

  private static let fewestBytes = 1000

  /// The paragraphs of a plain text, or the column `text` of a file of JSON.
  private static func texts(_ path: String) throws -> [String] {
    let data = try OwnFile.data(path, for: .corpus)
    guard !["json", "jsonl"].contains(URL(filePath: path).pathExtension.lowercased()) else {
      return try OwnFile(data, path: path, for: .corpus).examples.map(\.prompt)
    }
    try JSONLines.requireUTF8(data, path: path)
    let text = String(decoding: data, as: UTF8.self).tidyLines
    return text.components(separatedBy: "\n\n").map(\.tidyEnds).filter { !$0.isEmpty }
  }
}

/// What became of the rows of a file.
package struct OwnTally: Equatable, Sendable {
  /// In the file.
  package var rows = 0
  /// Drawn by lot, where the file has more than `ownData.rows`.
  package var drawn = 0
  /// Left out, as prompt or answer is empty, or the answers are all the same or of one rank.
  package var empty = 0
  /// Left out, as the model could not read the answer to its end.
  package var long = 0
  /// Prompts of which only the end is read.
  package var cut = 0
  package var training = 0
  package var heldOut = 0

  package init() {}
}
