import Notebook
import Words

/// What `tutor help TOPIC` tells beside the help of commands.
enum HelpTopic: String, CaseIterable {
  case exitCodes = "exit-codes"
  case environment
  case runFolder = "run-folder"

  /// The topic that was asked for; nil if the line asks for something else.
  init?(_ arguments: [String]) {
    guard arguments.count == 2, arguments.first == "help",
      let topic = HelpTopic(rawValue: arguments[1])
    else { return nil }
    self = topic
  }

  /// A title, and a table of what is explained.
  func write(to terminal: Terminal) {
    var lines = StyledText(title, .bold).wrapped(to: terminal.pageWidth) + [StyledText()]
    let rows = Messages.text("help-topic.\(rawValue)").split(separator: "\n").map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      return [StyledText(parts.first ?? "", .bold), StyledText(parts.last ?? "")]
    }
    lines += TableLayout(header: [], rows: rows).lines(width: terminal.pageWidth)
    terminal.write(lines)
  }

  private var title: String { Messages.text("help-topic-title.\(rawValue)") }
}
