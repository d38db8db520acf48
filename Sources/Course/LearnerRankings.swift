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
          ["path": file.path, "old": spareName(for: file.path), "line": line ?? ""]))
    }
  }

  /// Adds rankings to those kept. Of a set that was ranked before, the new ranking counts.
  ///
  /// - Throws: `Failure`.
  package func add(_ rankings: [RankingRecord]) throws {
    guard !rankings.isEmpty else { return }
    try whileLocked(file) {
      let others = try read().filter { old in
        !rankings.contains { $0.prompt == old.prompt && $0.completions == old.completions }
      }
      try JSONLines.write(others + rankings, to: file)
    }
  }

  /// Makes sure that rankings can be added, before anybody makes them.
  ///
  /// - Throws: `Failure`, as `add` would.
  package func requireUsable() throws {
    try whileLocked(file) {
      let kept = try read().map { try JSONLines.line($0).utf8.count + 1 }.reduce(0, +)
      try requireWritable(file, bytes: kept + LearnerRankings.room)
    }
  }

  /// Bytes that the rankings of one sitting take at most.
  package static let room = 65_536
}
