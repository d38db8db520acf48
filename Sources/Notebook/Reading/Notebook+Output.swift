import Words

// What is written, line by line.

extension Notebook {
  /// Writes lines with an empty line before them.
  func block(_ lines: [StyledText]) { block { _ in lines } }

  /// The same of what is laid out by the width of the window. If that changes before all is written, the rest
  /// is laid out anew.
  func block(_ layout: (_ width: Int) -> [StyledText]) {
    var width = terminal.pageWidth
    var lines = layout(width)[...]
    guard !lines.isEmpty else { return }
    if lastShown != .nothing { emit([StyledText()]) }
    lastShown = .block
    var written = 0
    while let line = lines.first {
      stopIfFull()
      if terminal.pageWidth != width {
        width = terminal.pageWidth
        lines = layout(width).dropping(letters: written)
      } else {
        write(terminal.rendered([line]), rows: 1)
        written += line.letterCount
        lines.removeFirst()
      }
    }
  }

  /// Writes lines, a screenful at a time.
  func emit(_ lines: [StyledText]) {
    for line in lines {
      stopIfFull()
      write(terminal.rendered([line]), rows: 1)
    }
  }

  /// Writes an image of so many rows, in one piece.
  func emit(image text: String, rows: Int) {
    if !screens.isEmpty { stopIfFull(needing: rows + 1) }
    write("\n" + text + (text.hasSuffix("\n") ? "" : "\n"), rows: rows + 1)
    lastShown = .output
  }

  /// Writes lines that bring their own escape sequences, such as those of a plot.
  func emit(drawing text: String) {
    let lines = ("\n" + text).split(separator: "\n", omittingEmptySubsequences: false)
    // What fits onto a screen is not torn in two.
    if !screens.isEmpty, lines.count < terminal.rows { stopIfFull(needing: lines.count) }
    for line in lines {
      stopIfFull()
      write(line + "\n", rows: 1)
    }
    lastShown = .output
  }

  private func write(_ text: String, rows: Int) {
    guard departure == nil else { return }
    if !isReplaying { terminal.write(text) }
    screens.add(text, rows: rows)
  }

  /// Shows a sentence of the lesson's messages.
  package func show(_ label: Label) {
    guard !isSilent else { return }
    show(words(of: label, in: "text", words.messages).text)
  }
}

extension StyledText {
  fileprivate var letterCount: Int { plain.count { $0.isLetter || $0.isNumber } }
}

extension [StyledText] {
  /// The lines after those that have so many letters together. A line that has some of them is kept.
  fileprivate func dropping(letters count: Int) -> ArraySlice<StyledText> {
    var rest = count
    return drop { line in
      rest -= line.letterCount
      return rest >= 0 && count > 0
    }
  }
}
