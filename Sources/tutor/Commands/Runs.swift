import ArgumentParser
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Metrics
import Notebook
import Words

/// `tutor runs`: what has been run.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(told: "runs")

  @Argument(help: .told("help-runs.lesson"))
  var lesson: String?

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
    /// What differs from the defaults, such as `ppo.klCoefficient=0.4`.
    var changed: [String]
    var notes: [String]
    var path: String
  }

  func run() throws {
    let folder = URL(filePath: output)
    let lesson = try lesson.map(Lesson.named)
    // Of a folder that cannot be read it should not be said that it is empty.
    _ = try namesInFolder(folder)
    let runs = RunListing.runs(in: folder).filter { run in lesson.map(run.isOf) ?? true }
    let entries = runs.map { run in
      Entry(
        name: run.folder.name, lesson: run.summary?.lesson, seed: run.summary?.seed,
        date: run.date, complete: run.summary?.isComplete ?? false, changed: changes(of: run),
        notes: run.summary?.notes ?? [], path: run.folder.url.path)
    }
    let terminal = Terminal()
    if json { return terminal.write(try entries.json()) }
    guard !entries.isEmpty else {
      if let lesson {
        throw UsageError(
          "no-run-of-lesson", ["lesson": "\(lesson.number)", "folder": folder.path])
      }
      return terminal.write(prose: Messages.text("runs.none", ["folder": folder.path]) + "\n")
    }
    var table = Table(columns: ["runs.run", .number("runs.seed"), "runs.changed", "runs.notes"])
    for entry in entries {
      let isUnfinished = entry.notes.isEmpty && !entry.complete
      table.add(
        entry.name, entry.seed.map { "\($0)" }, entry.changed.joined(separator: ", "),
        isUnfinished ? Label("runs.unfinished") : .verbatim(entry.notes.joined(separator: "; ")))
    }
    let lines = table.told.layout.lines(width: terminal.columns)
    terminal.write(lines)
  }

  /// A quick run changes many settings, which its note tells.
  private func changes(of run: RunListing) -> [String] {
    guard run.summary?.isQuick != true else { return [] }
    let file = try? HyperparameterFile(contentsOf: run.folder.hyperparameters)
    return (file?.changes ?? []) + (run.summary?.options ?? [])
  }
}
