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
    let terminal = Terminal()
    let entries = try CourseEntry.all(root: ProjectRoot.find(), runs: URL(filePath: output)) {
      terminal.message(prose: Messages.text("report.note", ["note": $0]) + "\n")
    }
    var table = Table(columns: [.number(""), "contents.lesson", .number("contents.minutes"), ""])
    for entry in entries {
      table.add(
        "\(entry.number)", "\(entry.title): \(entry.question)", "\(entry.minutes)",
        entry.page.map {
          Label(entry.isDone ? "contents.done-and-page" : "contents.page", ["page": $0])
        } ?? (entry.isDone ? Label("contents.done") : .none))
    }
    var lines = StyledText(Messages.text("contents.title"), .bold)
      .wrapped(to: terminal.pageWidth)
    lines.append(StyledText())
    lines += table.told.layout.lines(width: terminal.pageWidth)
    lines.append(StyledText())
    let next =
      entries.first { $0.page != nil && !$0.isDone } ?? entries.first { !$0.isDone }
      ?? entries.first { $0.page != nil } ?? entries.first
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
