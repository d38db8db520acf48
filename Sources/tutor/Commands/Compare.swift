import ArgumentParser
import Foundation
import Notebook
import Words

/// `tutor compare`: runs side by side; of one run, where it lies among those of other worlds.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(told: "compare")

  @Argument(help: .told("help-compare.source", valueName: "run"), completion: .runs)
  var sources = ["latest"]

  @Option(help: .told("help-compare.only", valueName: "prefix"))
  var only = ""

  @Flag(help: .told("help-compare.all"))
  var all = false

  @Option(help: .told("help-compare.metric", valueName: "name"))
  var metric: String?

  @Option(name: .shortAndLong, help: .told("help-compare.output", valueName: "folder"))
  var output: String?

  @Flag(help: .told("help.json"))
  var json = false

  @Option(name: .customLong("runs"), help: .told("help.output", valueName: "folder"))
  var runsFolder = "Runs"

  func run() throws {
    let (root, terminal) = (try ProjectRoot.find(), Terminal())
    let finder = RunFinder(runs: URL(filePath: runsFolder))
    let found = try finder.findAll(sources)
    if sources.count == 1, case .run(let folder) = found[0] {
      let report = try WorldsReport(of: folder, root: root, only: only)
      return json ? terminal.write(try report.json()) : try report.show(all: all, on: terminal)
    }
    let comparison = try finder.comparison(of: sources, root: root)
    if json {
      let metric = try comparison.metric(named: metric)
      return terminal.write(try comparison.json(all: all, only: only, metric: metric))
    }
    try ComparisonReport(
      comparison: comparison, terminal: terminal, showsAll: all, only: only, metric: metric
    ).show(writingInto: outputFolder)
  }

  private func outputFolder() throws -> URL {
    if let output { return URL(filePath: output, directoryHint: .isDirectory) }
    return try RunFolder.makeNumbered("compare", in: URL(filePath: runsFolder))
  }
}
