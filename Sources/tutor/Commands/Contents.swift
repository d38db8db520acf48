import ArgumentParser
import Foundation
import Lessons
import Notebook
import Words

/// `tutor`: the contents of the course.
struct Contents: ParsableCommand {
  static let configuration = CommandConfiguration(told: "contents")

  @Option(help: .told("help.output", valueName: "folder"))
  var output = "Runs"

  func run() throws {
    let entries = try CourseEntry.all(root: ProjectRoot.find(), runs: URL(filePath: output))
    let terminal = Terminal()
    var table = Table(columns: [.number(""), "contents.lesson", .number("contents.minutes"), ""])
    for entry in entries {
      table.add(
        "\(entry.number)", "\(entry.title): \(entry.question)", "\(entry.minutes)",
        entry.page.map { Label("contents.page", ["page": $0]) }
          ?? (entry.isDone ? Label("contents.done") : .none))
    }
    var lines = StyledText(Messages.text("contents.title"), .bold)
      .wrapped(to: terminal.pageWidth)
    lines.append(StyledText())
    lines += table.told.layout.lines(width: terminal.pageWidth)
    lines.append(StyledText())
    let next = entries.first { $0.page != nil } ?? entries.first { !$0.isDone } ?? entries.first
    if let next {
      lines.append(
        StyledText(Messages.text("contents.next") + " ")
          + StyledText("./tutor run \(next.number)", .bold))
    }
    lines.append(StyledText())
    lines += StyledText(Messages.text("contents.keys"), .dim).wrapped(to: terminal.pageWidth)
    terminal.write(lines)
  }
}
