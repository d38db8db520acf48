import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Metrics
import Notebook
import Words

/// Where a run lies among those of the reference's worlds.
struct WorldsReport {
  private let entries: [Entry]
  private let worldCount: Int
  private let only: String
  private let isComplete: Bool

  private struct Entry: Encodable {
    var name: String
    var value, mean, lowest, highest: Double
    var below, worlds: Int
    var outside: Bool
    /// Whether the lesson's last page tells it.
    var headline: Bool
  }

  /// Settings that the reference does not have, such as `ppo.klCoefficient=0`.
  private let changes: [String]

  /// - Parameter only: how the names of the results begin.
  /// - Throws: `UsageError` for a run that the reference has nothing of; `Failure`.
  init(of folder: RunFolder, root: URL, only: String) throws {
    let summary = try RunSummary(readingFrom: folder.summary)
    let file = root.appending(path: "Data/reference/\(summary.lesson).csv")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw UsageError("no-reference", ["lesson": summary.lesson])
    }
    let reference = try ReferenceResults(readingFrom: file)
    let lesson = try Lesson.named(String(summary.lesson.prefix(while: \.isNumber)))
    let text = try LessonText(lesson.text, in: lesson.place(in: root), language: .english)
    let headlines = Set(text.headlines)
    changes =
      try HyperparameterFile(contentsOf: folder.hyperparameters).changes + (summary.options ?? [])
    isComplete = summary.isComplete && !summary.isQuick
    self.only = only
    worldCount = reference.seeds.count
    entries = summary.results.sorted { $0.key < $1.key }.compactMap { name, result in
      guard name.hasPrefix(only), let place = reference.place(of: result.value, in: name)
      else { return nil }
      return Entry(
        name: name, value: result.value, mean: place.mean.value, lowest: place.lowest,
        highest: place.highest, below: place.below, worlds: reference.seeds.count,
        outside: place.isOutside, headline: headlines.contains(name))
    }
  }

  func json() throws -> String { try entries.json() }

  /// - Parameter all: whether results that the lesson's last page does not tell are shown, too.
  /// - Throws: `UsageError` where there is nothing to show.
  func show(all: Bool, on terminal: Terminal) throws {
    guard !entries.isEmpty else {
      throw UsageError(
        only.isEmpty ? "nothing-measured" : "nothing-to-compare", ["only": only])
    }
    // Where a choice was made, all that was chosen is shown.
    let headlines = entries.filter(\.headline)
    let shown = all || !only.isEmpty || headlines.isEmpty ? entries : headlines
    terminal.write(table(of: shown).told.layout.lines(width: terminal.columns))
    let expected = Double(entries.count) * 2 / Double(worldCount + 1)
    let values = [
      "outside": "\(entries.count(where: \.outside))", "count": "\(entries.count)",
      "worlds": "\(worldCount)", "expected": "\(Int(bounded: expected.rounded()))",
      "rest": "\(entries.count - shown.count)", "changes": changes.joined(separator: ", "),
    ]
    let notes = [
      "compare.end", shown.count < entries.count ? "compare.more" : nil,
      isComplete ? nil : "compare.incomplete",
      isComplete && !changes.isEmpty ? "compare.changes" : nil,
    ]
    for note in notes.compactMap(\.self) {
      terminal.write(prose: "\n" + Messages.text(note, values) + "\n")
    }
  }

  /// Those outside of all worlds first.
  private func table(of entries: [Entry]) -> Table {
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
