import Words

extension Notebook {
  /// Waits for Enter, where there is a learner to press it.
  /// - Parameters:
  ///   - key: of the words for what Enter does.
  ///   - isShown: whether the frame above has said them.
  ///   - branch: the title of the branch that the learner may follow here.
  /// - Returns: whether to follow it.
  @discardableResult func waitForEnter(
    _ key: String, isShown: Bool = false, branch: String? = nil
  ) throws -> Bool {
    guard isInteractive else { return false }
    let words = Messages.text("keys.\(key)", ["branch": branch ?? ""])
    let prompt = StyledText(words, .dim).wrapped(to: terminal.columns)
      .map { $0.rendered(colour: terminal.colour) }.joined(separator: "\n")
    if !isShown { terminal.write("\n\(prompt)\n") }
    var pagesBack = 0
    while true {
      switch try terminal.readKey() {
      case .enter: return false
      case .character("d") where branch != nil: return true
      case .character("q"), .endOfInput:
        throw Quit()
      case .character("b"):
        pagesBack += 1
        let page = pageTexts.count - 1 - pagesBack
        let isThere = pageTexts.indices.contains(page)
        if !isThere { pagesBack = 0 }
        // One page further back than the first is the current one again.
        terminal.write("\n\(isThere ? pageTexts[page] : pageTexts.last ?? "")\n\(prompt)\n")
      case .character("?"):
        let help = keyHelp.lines(width: terminal.pageWidth).map(\.plain)
        terminal.write("\n\(help.joined(separator: "\n"))\n\n\(prompt)\n")
      default: continue
      }
    }
  }

  private var keyHelp: TableLayout {
    let keys = [
      ("Enter", "enter"), ("d", "deeper"), ("b", "back"), ("q", "leave"), ("Ctrl-C", "stop"),
      ("?", "help"),
    ]
    return TableLayout(
      header: [], rows: keys.map { [StyledText($0), StyledText(Messages.text("keys.\($1)"))] })
  }
}
