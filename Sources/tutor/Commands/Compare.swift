import ArgumentParser
import Foundation
import Metrics
import Notebook
import Words

/// `tutor compare`: where a run lies among those of other worlds.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(told: "compare")

  @Argument(help: .told("help-compare.source", valueName: "run"), completion: .runs)
  var source = "latest"

  @Option(help: .told("help-summary.only", valueName: "prefix"))
  var only = ""

  @Flag(help: .told("help.json"))
  var json = false

  @Option(name: .customLong("runs"), help: .told("help.output", valueName: "folder"))
  var runsFolder = "Runs"

  private struct Entry: Encodable {
    var name: String
    var value, mean, lowest, highest: Double
    var below, worlds: Int
    var outside: Bool
  }

  func run() throws {
    let folder = try RunFinder(runs: URL(filePath: runsFolder)).folder(named: source)
    let summary = try RunSummary(readingFrom: folder.summary)
    let file = try ProjectRoot.find().appending(path: "Data/reference/\(summary.lesson).csv")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw UsageError("no-reference", ["lesson": summary.lesson])
    }
    let reference = try ReferenceResults(readingFrom: file)
    let entries = summary.results.sorted { $0.key < $1.key }.compactMap { name, result -> Entry? in
      guard name.hasPrefix(only), let place = reference.place(of: result.value, in: name)
      else { return nil }
      return Entry(
        name: name, value: result.value, mean: place.mean.value, lowest: place.lowest,
        highest: place.highest, below: place.below, worlds: reference.seeds.count,
        outside: place.isOutside)
    }
    let terminal = Terminal()
    if json { return terminal.write(try entries.json()) }
    guard !entries.isEmpty else { throw UsageError("nothing-to-compare", ["only": only]) }
    terminal.write(lines(for: entries, terminal))
    let values = [
      "outside": "\(entries.count(where: \.outside))", "count": "\(entries.count)",
      "worlds": "\(reference.seeds.count)",
      "expected":
        "\(Int((Double(entries.count) * 2 / Double(reference.seeds.count + 1)).rounded()))",
    ]
    terminal.write(prose: "\n" + Messages.text("compare.end", values) + "\n")
  }

  /// Those outside of all worlds first.
  private func lines(for entries: [Entry], _ terminal: Terminal) -> [StyledText] {
    var table = Table(
      columns: [
        "results.name", .number("compare.run"), .number("compare.mean"), .number("compare.lowest"),
        .number("compare.highest"), .number("compare.below"), "",
      ])
    for entry in entries.filter(\.outside) + entries.filter({ !$0.outside }) {
      table.add(
        entry.name, Estimate(entry.value), Estimate(entry.mean), Estimate(entry.lowest),
        Estimate(entry.highest), "\(entry.below)/\(entry.worlds)",
        entry.outside ? Label("compare.outside") : .none)
    }
    return table.told.layout.lines(width: terminal.columns)
  }
}
