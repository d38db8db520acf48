import ArgumentParser
import Foundation
import Metrics
import Notebook
import Words

/// `tutor runs`: what has been run.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(told: "runs")

  @Flag(help: .told("help.json"))
  var json = false

  @Option(help: .told("help.output", valueName: "folder"))
  var output = "Runs"

  private struct Entry: Encodable {
    var name: String
    var lesson: String?
    var seed: UInt64?
    var date: Date
    var complete: Bool
    var notes: [String]
    var path: String
  }

  func run() throws {
    let folder = URL(filePath: output)
    let entries = RunListing.runs(in: folder).map { run in
      Entry(
        name: run.folder.name, lesson: run.summary?.lesson, seed: run.summary?.seed,
        date: run.date, complete: run.summary?.isComplete ?? false, notes: run.summary?.notes ?? [],
        path: run.folder.url.path)
    }
    let terminal = Terminal()
    if json { return terminal.write(try entries.json()) }
    guard !entries.isEmpty else {
      return terminal.write(prose: Messages.text("runs.none", ["folder": folder.path]) + "\n")
    }
    var table = Table(columns: ["runs.run", .number("runs.seed"), "runs.notes"])
    for entry in entries {
      let isUnfinished = entry.notes.isEmpty && !entry.complete
      table.add(
        entry.name, entry.seed.map { "\($0)" },
        isUnfinished ? Label("runs.unfinished") : .verbatim(entry.notes.joined(separator: "; ")))
    }
    let lines = table.told.layout.lines(width: terminal.columns)
    terminal.write(lines)
  }
}
