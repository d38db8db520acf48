import ArgumentParser
import Foundation
import Notebook
import Words

/// `tutor list`: the lessons, for people and for scripts.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(told: "list")

  @Flag(help: .told("help.json"))
  var json = false

  @Option(help: .told("help.output", valueName: "folder"))
  var output = "Runs"

  func run() throws {
    let entries = try CourseEntry.all(root: ProjectRoot.find(), runs: URL(filePath: output))
    let terminal = Terminal()
    if json { return terminal.write(try entries.json()) }
    for entry in entries {
      terminal.write("\(entry.number)  \(entry.slug)  \(entry.title)\n")
    }
  }
}
