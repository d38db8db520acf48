import Foundation
import Hyperparameters
import Metrics
import Notebook
import Words

/// A run as its folder tells it: what was set, and what came of it.
struct RecordedRun {
  let folder: RunFolder
  let summary: RunSummary
  /// As written, by their keys.
  let settings: [String: HyperparameterValue]
  let metrics: MetricLog
  let answers: [KeptAnswer]

  /// The keys of the seeds, in which runs of the same settings may differ.
  static let seedKeys = ["seed", "world.seed"]

  /// - Throws: `Failure` or `UsageError` for a file that is missing or damaged.
  init(_ folder: RunFolder) throws {
    self.folder = folder
    summary = try RunSummary(readingFrom: folder.summary)
    // What is damaged is told as that, and not by what is wrong with its words.
    for file in [folder.metrics, folder.hyperparameters] {
      guard let checksum = summary.checksums?[file.lastPathComponent] else { continue }
      guard fingerprint(of: try readFile(file)) == checksum else {
        throw Failure("changed-run", at: file.path)
      }
    }
    let entries = try HyperparameterFile(contentsOf: folder.hyperparameters).entries
    settings = Dictionary(
      entries.map { ($0.key, $0.value) } + summary.optionSettings
    ) { $1 }
    metrics = try MetricLog(readingFrom: folder.metrics)
    answers = try KeptAnswer.all(in: folder.answers)
  }

  /// Those settings that two runs of a sweep's setting share.
  var settingsWithoutSeeds: [String: HyperparameterValue] {
    settings.filter { !RecordedRun.seedKeys.contains($0.key) }
  }

  /// Whether it was run with the same settings, but for its seeds.
  func hasSettings(of other: RecordedRun) -> Bool {
    settingsWithoutSeeds.isSame(as: other.settingsWithoutSeeds)
  }

  /// The whole runs of a sweep, each once, in the order of its manifest.
  static func all(inSweep folder: URL) throws -> [RecordedRun] {
    let runs = try RunListing.runs(in: folder)
      .filter { $0.summary?.isComplete == true }.map { try RecordedRun($0.folder) }
    return try SweepManifest(readingFrom: folder).jobs.compactMap { job in
      runs.first(where: job.isDone)
    }
  }
}

extension [String: HyperparameterValue] {
  /// Whether all values mean the same.
  func isSame(as other: [String: HyperparameterValue]) -> Bool {
    count == other.count
      && allSatisfy { key, value in other[key].map { value.isSame(as: $0) } ?? false }
  }
}

extension RunSummary {
  /// Its options, as if they were hyperparameters: `--labels` is "mine (24 sets)".
  var optionSettings: [(String, HyperparameterValue)] {
    (options ?? []).map { option in
      let parts = option.split(separator: " ", maxSplits: 1).map(String.init)
      return (parts[0], HyperparameterValue(argument: parts.count > 1 ? parts[1] : ""))
    }
  }
}
