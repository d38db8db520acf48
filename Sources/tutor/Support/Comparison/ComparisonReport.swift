import Foundation
import Hyperparameters
import Metrics
import Notebook
import Words

/// What `tutor compare` and the end of `tutor sweep` show of a comparison.
struct ComparisonReport {
  let comparison: Comparison
  let terminal: Terminal
  /// Whether all results and all answers are shown, not the headline ones alone.
  var showsAll = false
  /// How the names of the results begin.
  var only = ""
  /// Of `metrics.csv`; nil for the lesson's main curve.
  var metric: String?

  /// - Parameter folder: where the figure is written; asked for where there is one.
  /// - Throws: `UsageError` before anything is shown; `Failure` where the figure cannot be written.
  func show(writingInto folder: () throws -> URL) throws {
    let metric = try comparison.metric(named: metric)
    let results = comparison.results(all: showsAll, only: only)
    guard metric != nil || !results.isEmpty else {
      throw UsageError("nothing-shared", ["only": only])
    }
    show(legend)
    let changed = results.filter { !$0.isSame }
    if !changed.isEmpty {
      show(table(of: changed))
      tell(end(of: changed))
    }
    let same = results.filter(\.isSame).map(\.name).joined(separator: ", ")
    if !same.isEmpty { tell(Messages.text("compare.same", ["list": same])) }
    let answers = comparison.answers
    if !answers.isEmpty { show(table(of: answers)) }
    if let metric {
      try FigureOutput(terminal).show(
        comparison.figure(of: metric), writingInto: folder())
    } else {
      tell(Messages.text("compare.no-curve"))
    }
    for note in notes { tell(Messages.text("report.note", ["note": note])) }
  }

  private func show(_ table: Table) {
    terminal.write("\n")
    terminal.write(table.told.layout.lines(width: terminal.columns))
  }

  private func tell(_ text: String) { terminal.write(prose: "\n\(text)\n") }

  /// The names, where they are short; else a letter for each.
  private var marks: [String] {
    let names = comparison.names
    guard names.contains(where: { $0.count > 12 }), names.count <= 26 else { return names }
    return names.indices.map { String("ABCDEFGHIJKLMNOPQRSTUVWXYZ".dropFirst($0).prefix(1)) }
  }

  /// Which settings and runs stand behind each mark.
  private var legend: Table {
    let untold = (3...10).contains(comparison.differing.count) ? comparison.differing : []
    let rows = zip(comparison.names, comparison.groups).enumerated().map { index, each in
      let (name, group) = each
      let seeds = group.runs.map { "\($0.summary.seed)" }.joined(separator: ", ")
      let runs =
        group.isOfSeveral
        ? Messages.text("compare.seeds", ["count": "\(group.runs.count)", "list": seeds])
        : group.runs[0].folder.name
      return ([marks[index], name, runs] + untold.map { group.settings[$0]?.text ?? "" })
    }
    let columns: [Table.Column] =
      ["", "compare.setting", "compare.runs"] + untold.map { .data($0) }
    // A mark may be the name, and the name that of the folder.
    let shown = columns.indices.filter { column in
      column == 0 || column > 2 || rows.contains { $0[column] != $0[column - 1] }
    }
    return Table(
      columns: shown.map { columns[$0] }, rows: rows.map { row in shown.map { row[$0] } })
  }

  private func table(of results: [Comparison.Result]) -> Table {
    guard comparison.groups.count > 1 else {
      var table = Table(
        columns: ["results.name", .number("summary.mean"), .number("summary.runs")])
      for result in results { table.add(result.name, result.values[0], result.values[0].n) }
      return table
    }
    var table = Table(
      columns: [
        "results.name", "", .number("results.value"),
        .number("compare.difference"), "",
      ])
    for result in results {
      for (index, mark) in marks.enumerated() {
        let difference = index > 0 ? result.differences[index - 1] : nil
        table.add(
          index == 0 ? result.name : "", mark, result.values[index], difference,
          difference.map(Comparison.Result.isClear) == true ? Label("compare.clear") : .none)
      }
    }
    return table
  }

  /// What the differences are to, and how many would seem clear by chance alone.
  private func end(of results: [Comparison.Result]) -> String {
    guard comparison.groups.count > 1 else { return Messages.text("compare.of-one") }
    let differences = results.flatMap(\.differences).filter { $0.low != nil }
    let values = [
      "first": marks[0], "count": "\(differences.count)",
      "clear": "\(differences.count(where: Comparison.Result.isClear))",
      "expected": (Double(differences.count) / 20).formatted(places: 1),
      "lesson": "\(comparison.lesson.number)",
    ]
    let isOverSeeds = comparison.groups.allSatisfy(\.isOfSeveral)
    return Messages.text(isOverSeeds ? "compare.over-seeds" : "compare.of-runs", values)
  }

  private func table(of answers: [Comparison.Answers]) -> Table {
    var table = Table(columns: ["compare.prompt", "", "compare.answer"])
    // The model that the lesson trains comes last.
    let model = answers.last?.model
    let chosen = showsAll ? answers : Array(answers.filter { $0.model == model }.prefix(4))
    for each in chosen {
      for (index, (mark, answer)) in zip(marks, each.answers).enumerated() {
        table.add(index == 0 ? "\(each.prompt) (\(each.model))" : "", mark, answer)
      }
    }
    return table
  }

  /// What a reader of the numbers must know.
  private var notes: [String] {
    let runs = comparison.groups.flatMap(\.runs)
    let unfinished = runs.filter { !$0.summary.isComplete }.map(\.folder.name)
    return [
      runs.contains { $0.summary.isQuick } ? Messages.text("compare.quick") : nil,
      unfinished.isEmpty
        ? nil
        : Messages.text(
          "compare.unfinished", ["list": unfinished.joined(separator: ", ")]),
      comparison.differing.count > 10
        ? Messages.text("compare.many-settings", ["count": "\(comparison.differing.count)"]) : nil,
    ].compactMap(\.self)
  }
}
