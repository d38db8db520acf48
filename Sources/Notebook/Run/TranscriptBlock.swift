import Foundation
import Words

/// A piece of what a run showed, as `transcript.json` keeps it for exports.
package enum TranscriptBlock: Codable, Equatable, Sendable {
  /// What a piece of Markdown is to the learner.
  package enum Role: String, Codable, Sendable {
    /// Told whatever the run measures.
    case told
    /// Told because of what the run measured.
    case finding
    case question
    /// Said while a question waits for its answer, such as that it was noted.
    case remark
    /// What is right.
    case verdict
  }

  case title(String)
  case page
  /// - Parameter blanks: the same with `____` in place of what was measured; nil if there is none in it.
  case text(markdown: String, role: Role, blanks: String?)
  /// The answers to choose from, Markdown.
  case options([String])
  /// What the learner answered.
  case reply(String)
  /// - Parameter place: file and line.
  case code(lines: String, place: String)
  /// - Parameter rows: the head first; cells are plain text.
  case table(rows: [[String]], alignments: [Alignment])
  /// - Parameter picture: from the run's folder.
  case figure(title: String, caption: String, picture: String)
  /// Plain text, such as a model's answer.
  case output(String)
}

/// All that a run showed: the contents of `transcript.json`.
package struct TranscriptRecord: Codable, Equatable, Sendable {
  /// The lesson's name in files, such as `5-ppo-with-kl`.
  package var lesson: String
  /// The language that it was told in.
  package var language: String
  package var blocks: [TranscriptBlock]
  /// The processor that it ran on, if it has a name: another may give other last digits.
  package var machine: String?

  package init(lesson: String, language: String, blocks: [TranscriptBlock]) {
    (self.lesson, self.language, self.blocks) = (lesson, language, blocks)
    machine = TranscriptRecord.processor
  }

  private static let processor: String? = {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(
      separator: "\n")
    return lines?.first { $0.hasPrefix("model name") }?.split(separator: ":").last
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }()

  /// - Throws: `UsageError` for a run that has none, as those of earlier versions; `Failure`.
  package init(of run: RunFolder) throws {
    guard FileManager.default.fileExists(atPath: run.transcriptBlocks.path) else {
      throw UsageError("no-transcript", ["run": run.name])
    }
    self = try readJSON(run.transcriptBlocks, orFail: "transcript")
  }

  /// - Throws: `Failure`.
  package func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try writeAtomically(sealed(json: try encoder.encode(self) + Data("\n".utf8)), to: file)
  }
}
