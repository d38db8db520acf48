extension String {
  /// The text held together: `wrapped` breaks it neither at its spaces nor anywhere else.
  package var unbroken: String { "\u{2060}" + replacing(" ", with: "\u{A0}") }

  /// A message in lines of so many columns, broken at spaces. No word is broken inside, nor is a path or a
  /// command: one that is wider than a line stands on a line of its own. Lines that fit stay as they are.
  ///
  /// - Parameter folders: folders whose names may have spaces, such as the current one.
  package func message(columns: Int, folders: [String] = []) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      guard line.displayWidth > columns else { return [String(line)] }
      return StyledText(String(line).holdingNamesTogether(folders: folders))
        .wrapped(to: columns, breaksWords: false).map(\.plain)
    }.joined(separator: "\n")
  }

  /// Holds together what messages name: folders, what stands in backquotes, a quoted path, a command at
  /// the end of the line, and a path, with its spaces where they can be told from those around it.
  private func holdingNamesTogether(folders: [String]) -> String {
    var text = self
    for folder in folders where folder.contains(" ") {
      text.replace(folder, with: folder.unbroken)
    }
    text.replace(/`[^`]+`|"\/[^"]*"/) { String($0.output).unbroken }
    text.replace(/(: |run )((?:\.\/tutor|sudo|apt-get|mkdir|mv|ls|git|export) [^`]*)/) {
      $0.output.1 + String($0.output.2).unbroken
    }
    // What a line or a sentence begins with is a path up to the next mark: `/my runs/a.yaml, line 3: …`.
    text.replace(/(^|: )(\/[^:,]*[:,])/) { $0.output.1 + String($0.output.2).unbroken }
    // After a space comes more of the path if a slash follows: `/my course/Runs`.
    text.replace(/\/[^ ]*(?: [^ \/]+\/[^ ]*)+/) { String($0.output).unbroken }
    return text
  }
}
