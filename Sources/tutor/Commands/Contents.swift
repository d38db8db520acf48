import ArgumentParser
import Foundation
import Lessons
import Notebook

/// `tutor`: the contents of the course.
struct Contents: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the contents of the course, and the next command to type.",
    discussion: """
      EXAMPLES
        tutor
        tutor contents --output ~/course/Runs
      """)

  @Option(help: ArgumentHelp("Where runs are kept.", valueName: "folder"))
  var output = "Runs"

  func run() throws {
    let entries = try CourseEntry.all(root: ProjectRoot.find(), runs: URL(filePath: output))
    let terminal = Terminal()
    var table = Table(columns: [.number(""), "lesson", .number("minutes"), ""])
    for entry in entries {
      table.add([
        "\(entry.number)", "\(entry.title): \(entry.question)", "\(entry.minutes)",
        entry.isDone ? "done" : "",
      ])
    }
    var lines = StyledText("How ChatGPT was trained, by training it small", .bold)
      .wrapped(to: terminal.pageWidth)
    lines.append(StyledText())
    lines += table.layout.lines(width: terminal.pageWidth)
    lines.append(StyledText())
    let next = entries.first { !$0.isDone } ?? entries.first
    if let next {
      lines.append(StyledText("Next: ") + StyledText("./tutor run \(next.number)", .bold))
    }
    terminal.write(lines.map { $0.rendered(colour: terminal.colour) + "\n" }.joined())
  }
}
