import Foundation
import Metrics
import Words

/// The folder of one run: `Runs/<lesson>-<date>-<n>/`, with `Runs/latest` pointing at the newest.
/// Each file is written under a temporary name and renamed.
package struct RunFolder: Equatable, Sendable {
  package let url: URL

  package init(url: URL) { self.url = url }

  /// Makes a new folder and writes the hyperparameters into it, so that a folder or a disk that
  /// cannot be written is found before anything is trained.
  /// - Parameters:
  ///   - runs: the folder of all runs; made if it is missing.
  ///   - lesson: the lesson's name, such as `5-ppo-with-kl`.
  ///   - hyperparameters: all resolved values and the seed, as YAML.
  /// - Throws: `Failure`.
  package static func create(
    in runs: URL, lesson: String, date: Date = Date(), hyperparameters: String
  ) throws -> RunFolder {
    let folder = RunFolder(url: try makeNumbered(lesson, in: runs, date: date))
    let plots = folder.url.appending(path: "plots")
    do {
      guard unsafe mkdir(plots.path, 0o777) == 0 else {
        throw cannotMake(plots, reason: systemReason())
      }
      try writeAtomically(hyperparameters, to: folder.hyperparameters)
    } catch {
      // An empty folder would be no run.
      try? FileManager.default.removeItem(at: folder.url)
      throw error
    }
    folder.becomeLatest()
    return folder
  }

  /// Whether a figure was drawn as a PNG.
  func hasPicture(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: plots.appending(path: "\(name).png").path)
  }

  package var name: String { url.lastPathComponent }
  /// All resolved hyperparameters and the seed. `--params` takes it.
  package var hyperparameters: URL { url.appending(path: "hyperparameters.yaml") }
  /// Step, name, value.
  package var metrics: URL { url.appending(path: "metrics.csv") }
  /// What models answered to the first held-out prompts; there where a lesson examines models.
  package var answers: URL { url.appending(path: "answers.jsonl") }
  /// What the learner ranked; there where it could not be kept with the learner's other data.
  package var rankings: URL { url.appending(path: "rankings.jsonl") }
  /// The results with their intervals.
  package var summary: URL { url.appending(path: "summary.json") }
  /// Everything that was shown, as Markdown.
  package var transcript: URL { url.appending(path: "transcript.md") }
  /// The same in blocks, for exports.
  package var transcriptBlocks: URL { url.appending(path: "transcript.json") }
  /// The figures, each with its script.
  package var plots: URL { url.appending(path: "plots", directoryHint: .isDirectory) }

  private static func day(_ date: Date) -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: date)
    return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
  }

  /// Makes a folder `STEM-<date>-<n>` below that of all runs, with the first number that is free. `mkdir`
  /// decides, so that two runs at once get two folders.
  /// - Throws: `Failure`.
  package static func makeNumbered(
    _ stem: String, in runs: URL, date: Date = Date()
  ) throws -> URL {
    do {
      try makeFolder(runs)
    } catch let failure as Failure {
      throw cannotMake(runs, reason: failure.reason)
    }
    var number = 1
    while true {
      let url = runs.appending(
        path: "\(stem)-\(day(date))-\(number)", directoryHint: .isDirectory)
      if unsafe mkdir(url.path, 0o777) == 0 { return url }
      guard errno == EEXIST else {
        throw cannotMake(url, reason: systemReason())
      }
      number += 1
    }
  }

  private static func cannotMake(_ folder: URL, reason: String) -> Failure {
    let failure = Failure("run-folder", ["reason": reason], at: folder.path)
    return reason == systemReason(ENOSPC) ? failure.remedied("run-folder.full") : failure
  }

  /// Deletes what killed programs have left in the folders of all runs.
  package static func removeLeftovers(inAll runs: URL) {
    let names = (try? namesInFolder(runs)) ?? []
    let folders = names.filter { $0 != "latest" }.map { RunFolder(url: runs.appending(path: $0)) }
    for folder in [runs] + folders.flatMap({ [$0.url, $0.plots] }) {
      Words.removeLeftovers(in: folder)
    }
  }

  /// A link is a convenience: without one the run goes on.
  private func becomeLatest() {
    let runs = url.deletingLastPathComponent()
    let temporary = runs.appending(path: temporaryName(for: ".latest")).path
    unsafe unlink(temporary)
    guard unsafe symlink(name, temporary) == 0 else { return }
    if unsafe rename(temporary, runs.appending(path: "latest").path) != 0 {
      unsafe unlink(temporary)
    }
  }
}

/// A run as `tutor runs` lists it.
package struct RunListing: Sendable {
  package let folder: RunFolder
  /// Nil if the run was stopped before it measured anything, or the file is damaged.
  package let summary: RunSummary?
  package let date: Date

  /// All runs in a folder, the newest first; none if there is no such folder, or if it cannot be read.
  package static func runs(in folder: URL) -> [RunListing] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let listings = names.compactMap { name -> RunListing? in
      let run = RunFolder(url: folder.appending(path: name, directoryHint: .isDirectory))
      let path = run.hyperparameters.path
      guard name != "latest", !name.hasPrefix("."),
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      else { return nil }
      return RunListing(
        folder: run, summary: try? RunSummary(readingFrom: run.summary),
        date: attributes[.modificationDate] as? Date ?? .distantPast)
    }
    return listings.sorted { ($0.date, $0.folder.name) > ($1.date, $1.folder.name) }
  }
}
