import Foundation
import Metrics
import Notebook
import Words

/// The folder of a sweep: its manifest, its runs, and in the end its figure and its results.
struct SweepFolder {
  let url: URL
  let manifest: SweepManifest

  /// The sweep that is in a folder.
  ///
  /// - Throws: `UsageError` where there is none; `Failure`.
  init(existing url: URL) throws {
    guard SweepManifest.exists(in: url) else {
      throw UsageError("no-sweep", ["folder": url.relativePathFromHere])
    }
    self.url = url
    manifest = try SweepManifest(readingFrom: url)
  }

  /// The newest folder of the same sweep, else a new one: typing a command once more goes on with it.
  init(for manifest: SweepManifest, in runs: URL) throws {
    self.manifest = manifest
    let others = SweepManifest.folders(of: manifest.lesson, in: runs)
    if let same = others.first(where: { (try? SweepManifest(readingFrom: $0)) == manifest }) {
      url = same
    } else {
      url = try RunFolder.makeNumbered("sweep-\(manifest.lesson)", in: runs)
      try manifest.write(to: url)
    }
  }

  /// Those jobs of which there is no whole run.
  func missingJobs() throws -> [SweepJob] {
    let runs = try RecordedRun.all(inSweep: url)
    return manifest.jobs.filter { job in !runs.contains(where: job.isDone) }
  }

  /// Runs `body` while no other program works on this sweep. The lock goes with the program, however that
  /// ends.
  ///
  /// - Throws: `UsageError` if another does.
  func whileLocked<Result>(_ body: () throws -> Result) throws -> Result {
    let path = url.appending(path: ".lock").path
    let descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    // Some network file systems know no locks; there it goes on without.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw UsageError("sweep-busy", ["folder": url.relativePathFromHere])
    }
    return try body()
  }

  /// Removes what was left of runs that did not come to their ends.
  func removeUnfinishedRuns() {
    for run in RunListing.runs(in: url) where run.summary?.isComplete != true {
      try? FileManager.default.removeItem(at: run.folder.url)
    }
  }

  /// How long a run of this lesson took in this or an earlier sweep, in seconds: the middle of all; nil if
  /// there was none.
  func secondsOfRun(in runs: URL) -> Double? {
    let folders = [url] + SweepManifest.folders(of: manifest.lesson, in: runs)
    let times = folders.flatMap(RunListing.runs(in:)).compactMap { run -> Double? in
      guard let summary = run.summary, summary.isComplete, summary.isQuick == manifest.isQuick
      else { return nil }
      return max(1, summary.date.timeIntervalSince(run.date))
    }.sorted()
    return times.isEmpty ? nil : times[times.count / 2]
  }

  /// Writes `results.csv`: a line for each result of each setting.
  ///
  /// - Throws: `Failure`.
  func writeResults(of comparison: Comparison) throws {
    func number(_ value: Double?) -> String { value.map { String(format: "%.6g", $0) } ?? "" }
    let rows = comparison.results(all: true).flatMap { result in
      comparison.names.indices.map { index in
        let value = result.values[index]
        return [
          comparison.names[index], result.name, number(value.value), number(value.low),
          number(value.high), "\(comparison.groups[index].runs.count)",
        ]
      }
    }
    try writeAtomically(
      CSV.text([["setting", "result", "mean", "low", "high", "seeds"]] + rows),
      to: url.appending(path: "results.csv"))
  }
}
