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
      with a 95 % interval (Student's t) over them.

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
    let summaries = try folders.map {
      try RunSummary(readingFrom: RunFolder(url: URL(filePath: $0)).summary)
    }
    let lessons = Set(summaries.map(\.lesson))
    guard lessons.count == 1 else {
      throw UsageError(
        "These are runs of several lessons: \(lessons.sorted().joined(separator: ", ")).",
        remedy: "Give runs of one lesson, for example: ./tutor summary Seeds/5-*")
    }
    let means = mean(of: summaries)
    let terminal = Terminal()
    if json { return terminal.write(try means.json()) }
    var table = Table(columns: ["result", .number("mean"), "95 % interval", .number("runs")])
    for (name, estimate) in means.sorted(by: { $0.key < $1.key }) {
      let interval = estimate.description.split(separator: "[", maxSplits: 1).dropFirst().first
      table.add([
        name, estimate.formattedValue, interval.map { "[\($0)" } ?? "",
        estimate.n.map { "\($0)" } ?? "1",
      ])
    }
    let lines = table.layout.lines(width: terminal.columns)
    terminal.write(lines.map { $0.rendered(colour: terminal.colour) + "\n" }.joined())
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
