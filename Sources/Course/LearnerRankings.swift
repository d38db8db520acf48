import Foundation
import ToyWorld
import Words

/// The rankings that the learner has made at the keyboard. They are kept beside the learner's other
/// data, since no cache should lose an hour of somebody's work.
package struct LearnerRankings: Sendable {
  package let file: URL

  package init(file: URL) { self.file = file }

  /// `$XDG_DATA_HOME/tutor/rankings.jsonl`, or below `~/.local/share`.
  package static var standard: LearnerRankings {
    LearnerRankings(
      file: ownFolder("XDG_DATA_HOME", else: ".local/share").appending(path: "rankings.jsonl"))
  }

  /// All rankings so far; none where nothing was ranked yet.
  ///
  /// - Throws: `Failure`. Nobody else has a copy of the file, so its remedies give up no ranking that can
  ///   still be read.
  package func read() throws -> [RankingRecord] {
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    do {
      return try JSONLines.read(RankingRecord.self, from: file)
    } catch let failure as Failure {
      let line = failure.line.map { "\($0)" }
      throw failure.remedied(
        Label(
          line == nil ? "own-rankings.start-anew" : "own-rankings.mend-line",
          ["path": file.path, "line": line ?? ""]))
    }
  }

  /// Adds rankings to those kept. Of a set that was ranked before, the new ranking counts.
  ///
  /// - Throws: `Failure`.
  package func add(_ rankings: [RankingRecord]) throws {
    guard !rankings.isEmpty else { return }
    try makeFolder(file.deletingLastPathComponent())
    let others = try read().filter { old in
      !rankings.contains { $0.prompt == old.prompt && $0.completions == old.completions }
    }
    try JSONLines.write(others + rankings, to: file)
  }
}
