import Foundation
import Metrics
import Notebook
import Words

/// Where a run lies among those of the reference's worlds.
struct WorldsReport {
  private let entries: [Entry]
  private let worldCount: Int
  private let only: String

  private struct Entry: Encodable {
    var name: String
    var value, mean, lowest, highest: Double
    var below, worlds: Int
    var outside: Bool
  }

  /// - Parameter only: how the names of the results begin.
  /// - Throws: `UsageError` for a run that the reference has nothing of; `Failure`.
  init(of folder: RunFolder, root: URL, only: String) throws {
    let summary = try RunSummary(readingFrom: folder.summary)
    let file = root.appending(path: "Data/reference/\(summary.lesson).csv")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw UsageError("no-reference", ["lesson": summary.lesson])
    }
    let reference = try ReferenceResults(readingFrom: file)
    self.only = only
    worldCount = reference.seeds.count
    entries = summary.results.sorted { $0.key < $1.key }.compactMap { name, result in
      guard name.hasPrefix(only), let place = reference.place(of: result.value, in: name)
      else { return nil }
      return Entry(
        name: name, value: result.value, mean: place.mean.value, lowest: place.lowest,
        highest: place.highest, below: place.below, worlds: reference.seeds.count,
        outside: place.isOutside)
    }
  }

  func json() throws -> String { try entries.json() }

  /// - Throws: `UsageError` where there is nothing to show.
  func show(on terminal: Terminal) throws {
    guard !entries.isEmpty else { throw UsageError("nothing-to-compare", ["only": only]) }
    terminal.write(table.told.layout.lines(width: terminal.columns))
    let expected = Double(entries.count) * 2 / Double(worldCount + 1)
    let values = [
      "outside": "\(entries.count(where: \.outside))", "count": "\(entries.count)",
      "worlds": "\(worldCount)", "expected": "\(Int(expected.rounded()))",
    ]
    terminal.write(prose: "\n" + Messages.text("compare.end", values) + "\n")
  }

  /// Those outside of all worlds first.
  private var table: Table {
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
    return table
  }
}
