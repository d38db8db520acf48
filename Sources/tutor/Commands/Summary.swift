import ArgumentParser
import Foundation
import Hyperparameters
import Metrics
import Notebook
import Words

/// `tutor summary`: what several runs of a lesson have in common.
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(told: "summary")

  @Argument(help: .told("help-summary.folders", valueName: "run"), completion: .runs)
  var folders: [String]

  @Option(help: .told("help-summary.only", valueName: "prefix"))
  var only = ""

  @Option(help: .told("help-summary.values", valueName: "file"))
  var values: String?

  @Option(name: .customLong("runs"), help: .told("help.output", valueName: "folder"))
  var runsFolder = "Runs"

  @Flag(help: .told("help.json"))
  var json = false

  func run() throws {
    let runs = try self.runs()
    try requireOneLesson(runs)
    try requireComplete(runs)
    try requireSameSettings(runs)
    let means = mean(of: runs.map(\.summary))
    let terminal = Terminal()
    if let values {
      let file = URL(filePath: values)
      try ReferenceResults(of: runs.map(\.summary)).write(to: file)
      return terminal.write(file.path(percentEncoded: false).printable + "\n")
    }
    if json { return terminal.write(try means.json()) }
    var table = Table(
      columns: [
        "results.name", .number("summary.mean"), "results.interval", .number("summary.runs"),
      ])
    for (name, estimate) in means.sorted(by: { $0.key < $1.key }) {
      table.add([
        name, estimate.formattedValue, estimate.formattedInterval ?? "",
        estimate.n.map { "\($0)" } ?? "1",
      ])
    }
    let lines = table.told.layout.lines(width: terminal.columns)
    terminal.write(lines)
  }

  /// A run, and how its folder was named.
  private struct Entry {
    let name: String
    let folder: RunFolder
    let summary: RunSummary
  }

  /// Each run once, whatever names and links lead to it; those of a sweep, too.
  private func runs() throws -> [Entry] {
    let finder = RunFinder(runs: URL(filePath: runsFolder))
    return try finder.findAll(folders).flatMap { found in
      switch found {
      case .run(let folder): [try entry(folder)]
      case .sweep(let folder):
        try RecordedRun.all(inSweep: folder).map { try entry($0.folder) }
      }
    }
  }

  private func entry(_ folder: RunFolder) throws -> Entry {
    Entry(
      name: folder.url.relativePathFromHere, folder: folder,
      summary: try RunSummary(readingFrom: folder.summary))
  }

  private func requireOneLesson(_ runs: [Entry]) throws {
    let lessons = Set(runs.map(\.summary.lesson))
    guard lessons.count > 1 else { return }
    throw UsageError("several-lessons", ["list": lessons.sorted().joined(separator: ", ")])
  }

  /// What is averaged must be whole; a single run is shown as it is.
  private func requireComplete(_ runs: [Entry]) throws {
    guard runs.count > 1 else { return }
    let others = runs.filter { !$0.summary.isComplete || $0.summary.isQuick }.map { run in
      Messages.text(
        run.summary.isQuick ? "summary.quick" : "summary.unfinished", ["run": run.name])
    }
    guard !others.isEmpty else { return }
    throw UsageError(
      others.count == 1 ? "incomplete-run" : "incomplete-runs",
      ["list": others.joined(separator: ", ")])
  }

  /// - Throws: `UsageError` that names the first keys that differ, with their values.
  private func requireSameSettings(_ runs: [Entry]) throws {
    guard let first = runs.first else { return }
    let expected = try settings(of: first)
    for run in runs.dropFirst() {
      let found = try settings(of: run)
      let keys = Set(expected.keys).union(found.keys).sorted().filter { key in
        guard let one = expected[key], let other = found[key] else { return true }
        return !one.isSame(as: other)
      }
      guard !keys.isEmpty else { continue }
      let missing = Messages.text("summary.missing")
      let differences = keys.prefix(3).map { key in
        Messages.text(
          "summary.difference",
          [
            "key": key, "one": expected[key]?.text ?? missing, "first": first.name,
            "other": found[key]?.text ?? missing, "second": run.name,
          ])
      }
      let rest = keys.count - differences.count
      throw UsageError(
        rest > 0 ? "many-other-settings" : "other-settings",
        [
          "list": differences.joined(separator: "; "), "rest": "\(rest)",
          "runs": "\(first.name) \(run.name)",
        ])
    }
  }

  /// What must be the same in all runs.
  private func settings(of run: Entry) throws -> [String: HyperparameterValue] {
    let entries = try HyperparameterFile(contentsOf: run.folder.hyperparameters).entries
    return Dictionary(entries.map { ($0.key, $0.value) } + run.summary.optionSettings) { $1 }
      .filter { !["seed", "world.seed"].contains($0.key) }
  }

  /// The mean over the runs of each result that all of them have.
  private func mean(of summaries: [RunSummary]) -> [String: Estimate] {
    guard let names = summaries.first?.results.keys else { return [:] }
    var means: [String: Estimate] = [:]
    for name in names where name.hasPrefix(only) {
      let values = summaries.compactMap { $0.results[name]?.value }
      guard values.count == summaries.count else { continue }
      means[name] = values.count > 1 ? .mean(of: values) : Estimate(values[0])
    }
    return means
  }
}
