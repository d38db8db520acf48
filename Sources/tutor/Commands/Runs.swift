import ArgumentParser
import Foundation
import Metrics
import Notebook

/// `tutor runs`: what has been run.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the runs in the folder Runs/.",
    discussion: """
      EXAMPLES
        tutor runs
        tutor runs --json
      """)

  @Flag(help: "As JSON.")
  var json = false

  @Option(help: ArgumentHelp("Where runs are kept.", valueName: "folder"))
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
      return terminal.write(prose: "No runs in \(folder.path) yet. Start with `./tutor run 0`.\n")
    }
    var table = Table(columns: ["run", .number("seed"), "notes"])
    for entry in entries {
      let notes = entry.notes.isEmpty && !entry.complete ? ["not finished"] : entry.notes
      table.add([
        entry.name, entry.seed.map(String.init) ?? "", notes.joined(separator: "; "),
      ])
    }
    let lines = table.layout.lines(width: terminal.columns)
    terminal.write(lines.map { $0.rendered(colour: terminal.colour) + "\n" }.joined())
  }
}
