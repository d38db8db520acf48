import ArgumentParser
import Foundation
import Metrics
import Notebook

/// `tutor summary`: what several runs of a lesson have in common.
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Average the results of several runs of a lesson, for example over seeds.",
    discussion: """
      One training proves little: another seed gives other numbers. This gives the mean over runs, \
      with a 95 % interval (Student's t) over them. The runs must have come to their ends, and differ \
      in nothing but "seed" and "world.seed". One that is named twice, or by a link, counts once.

      EXAMPLES
        for n in 0 1 2 3 4; do
          tutor run 5 --no-input --seed $n --set world.seed=$n --output Seeds
        done
        tutor summary Seeds/5-*
        tutor summary Seeds/5-* --only gain/ --json
      """)

  @Argument(help: ArgumentHelp("Folders of runs of one lesson.", valueName: "run"))
  var folders: [String]

  @Option(help: ArgumentHelp("Only results whose names start with this.", valueName: "prefix"))
  var only = ""

  @Flag(help: "As JSON.")
  var json = false

  func run() throws {
    let runs = try self.runs()
    try requireOneLesson(runs)
    try requireComplete(runs)
    try requireSameSettings(runs)
    let means = mean(of: runs.map(\.summary))
    let terminal = Terminal()
    if json { return terminal.write(try means.json()) }
    var table = Table(columns: ["result", .number("mean"), "95 % interval", .number("runs")])
    for (name, estimate) in means.sorted(by: { $0.key < $1.key }) {
      table.add([
        name, estimate.formattedValue, estimate.formattedInterval ?? "",
        estimate.n.map { "\($0)" } ?? "1",
      ])
    }
    let lines = table.layout.lines(width: terminal.columns)
    terminal.write(lines.map { $0.rendered(colour: terminal.colour) + "\n" }.joined())
  }

  /// A run, and how its folder was named.
  private struct Entry {
    let name: String
    let folder: RunFolder
    let summary: RunSummary
  }

  /// Each run once, whatever links lead to it.
  private func runs() throws -> [Entry] {
    var seen: Set<String> = []
    return try folders.compactMap { name in
      let url = URL(filePath: name).resolvingSymlinksInPath()
      guard seen.insert(url.path).inserted else { return nil }
      let folder = RunFolder(url: url)
      return Entry(
        name: name, folder: folder, summary: try RunSummary(readingFrom: folder.summary))
    }
  }

  private func requireOneLesson(_ runs: [Entry]) throws {
    let lessons = Set(runs.map(\.summary.lesson))
    guard lessons.count > 1 else { return }
    throw UsageError(
      "These are runs of several lessons: \(lessons.sorted().joined(separator: ", ")).",
      remedy: "Give runs of one lesson, for example: ./tutor summary Seeds/5-*")
  }

  private func requireComplete(_ runs: [Entry]) throws {
    let others = runs.filter { !$0.summary.isComplete || $0.summary.isQuick }.map { run in
      "\(run.name) (\(run.summary.isQuick ? "a quick run" : "not finished"))"
    }
    guard !others.isEmpty else { return }
    throw UsageError(
      "Only whole runs can be averaged, but not \(others.joined(separator: ", ")).",
      remedy: "Leave \(others.count == 1 ? "it" : "them") out, or run the lesson again without "
        + "--quick and to its end.")
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
      let differences = keys.prefix(3).map { key in
        "\(key) is \(expected[key]?.text ?? "missing") in \(first.name), but "
          + "\(found[key]?.text ?? "missing") in \(run.name)"
      }
      let rest = keys.count - differences.count
      throw UsageError(
        "These runs have other settings than each other: \(differences.joined(separator: "; "))"
          + (rest > 0 ? "; and \(rest) more." : "."),
        remedy: "Give runs that differ in their seeds alone (--seed, --set world.seed=N).")
    }
  }

  /// What must be the same in all runs.
  private func settings(of run: Entry) throws -> [String: HyperparameterValue] {
    let entries = try HyperparameterFile(contentsOf: run.folder.hyperparameters).entries
    return Dictionary(entries.map { ($0.key, $0.value) }) { $1 }
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
