import Words

// What is written, line by line.

extension Notebook {
  /// Writes lines with an empty line before them.
  func block(_ lines: [StyledText]) {
    guard !lines.isEmpty else { return }
    emit(lastShown == .nothing ? lines : [StyledText()] + lines)
    lastShown = .block
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
    for line in ("\n" + text).split(separator: "\n", omittingEmptySubsequences: false) {
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
