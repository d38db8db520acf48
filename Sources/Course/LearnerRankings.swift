import Foundation
import Metrics
import ToyWorld

/// The rankings that the learner has made at the keyboard. They are kept beside the learner's other
/// data, since no cache should lose an hour of somebody's work.
package struct LearnerRankings: Sendable {
  package let file: URL

  package init(file: URL) { self.file = file }

  /// `$XDG_DATA_HOME/tutor/rankings.jsonl`, or below `~/.local/share`.
  package static var standard: LearnerRankings {
    let environment = ProcessInfo.processInfo.environment
    let base: URL
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      base = URL(filePath: data)
    } else {
      base = URL(filePath: environment["HOME"] ?? "/tmp").appending(path: ".local/share")
    }
    return LearnerRankings(file: base.appending(path: "tutor/rankings.jsonl"))
  }

  /// All rankings so far; none where nothing was ranked yet.
  ///
  /// - Throws: `DataFileError`.
  package func read() throws -> [RankingRecord] {
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    do {
      return try JSONLines.read(RankingRecord.self, from: file)
    } catch {
      var error = error
      error.remedy = remedy(for: error)
      throw error
    }
  }

  /// Nobody else has a copy of the file, so no ranking that can still be read is given up.
  private func remedy(for error: DataFileError) -> String {
    let move = "move the file away: mv '\(file.path)' '\(file.path).old'"
    guard let line = error.line else { return "To start anew, \(move)" }
    return
      "These are your own rankings. Mend that line; or delete it: sed -i \(line)d '\(file.path)'"
      + "\nOr, to start anew, \(move)"
  }

  /// Adds rankings to those kept. Of a set that was ranked before, the new ranking counts.
  package func add(_ rankings: [RankingRecord]) throws {
    guard !rankings.isEmpty else { return }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let others = try read().filter { old in
      !rankings.contains { $0.prompt == old.prompt && $0.completions == old.completions }
    }
    try JSONLines.write(others + rankings, to: file)
  }
}
