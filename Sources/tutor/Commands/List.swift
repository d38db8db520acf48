import ArgumentParser
import Foundation
import Notebook

/// `tutor list`: the lessons, for people and for scripts.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the lessons.",
    discussion: """
      EXAMPLES
        tutor list
        tutor list --json
      """)

  @Flag(help: "As JSON.")
  var json = false

  @Option(help: ArgumentHelp("Where runs are kept.", valueName: "folder"))
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
