import Foundation
import Words

extension Notebook {
  /// Explains a word of the glossary.
  func lookUpWord(_ look: inout Look) throws {
    let entries = try tools.glossary()
    guard !entries.isEmpty else {
      look.remark = Messages.text("keys.no-glossary")
      return
    }
    let page = spaced(screens.texts[look.screen])
    let here = entries.filter { $0.names.contains { page.contains(spaced($0)) } }.map(\.term)
      .prefix(8)
    if !here.isEmpty {
      let words = Messages.text("word.here", ["list": here.joined(separator: ", ")])
      terminal.write(StyledText(words, .dim).wrapped(to: terminal.pageWidth))
    }
    let prompt = Messages.text("word.ask") + " "
    guard let word = try askAside(prompt), !word.isEmpty else { return }
    let found = entries.matching(word)
    guard !found.isEmpty else {
      look.remark = Messages.text("word.unknown", ["word": word.printable])
      return
    }
    for entry in found.prefix(3) {
      aside("**\(entry.term)**: \(entry.meaning)")
    }
  }

  func talk(_ look: inout Look) throws {
    guard let talk = tools.talk else {
      look.remark = Messages.text("keys.no-models")
      return
    }
    try onScreenOfItsOwn(&look) { try talk() }
  }

  /// Does something on a screen of its own; the page comes back afterwards.
  func onScreenOfItsOwn(_ look: inout Look, _ body: () throws -> Void) throws {
    let page = screens.texts[look.screen]
    screens.begin()
    try body()
    try leaveIfAsked()
    screens.begin()
    terminal.write("\n" + page)
    screens.add(page, rows: page.count(where: \.isNewline))
    look = Look(at: screens.current)
  }

  /// Shows the library code behind the calls of the cell that was shown last.
  func showCalledCode(_ look: inout Look) throws {
    guard let listing = lastListing else {
      look.remark = Messages.text("keys.no-code")
      return
    }
    let found = source.definitions(calledIn: listing)
    guard !found.isEmpty else {
      look.remark = Messages.text("keys.no-calls")
      return
    }
    let rows = found.enumerated().map { index, listing in
      [
        StyledText("\(index + 1)", .bold),
        StyledText(listing.lines.first { $0.first != "/" } ?? ""),
        StyledText("\(listing.path):\(listing.firstLine)", .dim),
      ]
    }
    terminal.write("\n")
    terminal.write(TableLayout(header: [], rows: rows).lines(width: terminal.pageWidth))
    let footer = StyledText(Messages.text("code.choose", ["count": "\(found.count)"]), .dim)
    let key = try terminal.readKey(below: footer)
    if key == .endOfInput { throw Quit() }
    guard case .character(let digit) = key, let number = digit.wholeNumberValue,
      found.indices.contains(number - 1)
    else { return }
    let lines = found[number - 1].framed(width: terminal.pageWidth, columns: terminal.columns)
    terminal.write("\n")
    terminal.write(lines)
  }

  /// Shows the last figure again, as large as the window allows.
  func showLastPlot(_ look: inout Look) throws {
    guard lastFigure != nil else {
      look.remark = Messages.text("keys.no-plot")
      return
    }
    try onScreenOfItsOwn(&look) {
      try showLastPlot()
      try wait(at: .output)
    }
  }

  /// Markdown that is shown beside the page and is no part of it.
  func aside(_ markdown: String) {
    var renderer = MarkdownRenderer(width: terminal.pageWidth, colour: terminal.colour)
    terminal.write("\n")
    terminal.write(renderer.lines(of: markdown))
    terminal.write("\n")
  }
}

/// The words of a text, between spaces, so that one is found whole.
private func spaced(_ text: String) -> String {
  let plain = text.lowercased().map { $0.isLetter || $0.isNumber ? $0 : " " }
  return " " + String(plain).split(separator: " ").joined(separator: " ") + " "
}
