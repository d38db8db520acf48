extension StringProtocol {
  /// The text as Markdown that shows it: no sign in it is markup, and `<eos>` is no HTML.
  ///
  /// A line break becomes a space, so that it stays within its paragraph or its cell. An underscore within a word
  /// is none in Markdown either, and keeps names of results as they are.
  package var markdownText: String {
    var result = ""
    var before: Character = " "
    let text = String(self).replacing("\r\n", with: "\n").map { $0.isNewline ? " " : $0 }
    for (index, character) in text.enumerated() {
      let after = index + 1 < text.count ? text[index + 1] : " "
      func isMarkOfList(_ after: Character) -> Bool {
        after == " " && index > 0 && text[..<index].allSatisfy(\.isWholeNumber)
      }
      let isWithinWord = isWordly(before) && isWordly(after)
      // `&amp;` is a reference, `R&D` is not; `#`, `>`, `-`, `+` and `1.` mean something where a block begins.
      let isMarkup =
        switch character {
        case "\\", "`", "*", "[", "]", "<", "|", "~", "$": true
        case "_": !isWithinWord
        case "&": after == "#" || after.isLetter
        case "#", ">": index == 0
        // GitHub makes links of bare addresses.
        case ":": after == "/"
        case ".": before == "w" || isMarkOfList(after)
        case "+", "-", "=": index == 0 && !after.isNumber
        case ")": isMarkOfList(after)
        default: false
        }
      result += isMarkup ? "\\\(character)" : "\(character)"
      before = character
    }
    return result
  }

  /// The text as code in running Markdown, between backquotes that are longer than any in it.
  package var markdownCode: String {
    let text = String(self).replacing("\r\n", with: "\n").map { $0.isNewline ? "⏎" : "\($0)" }
      .joined()
    var (longest, run) = (0, 0)
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = Swift.max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + space + text + space + fence
  }
}

private func isWordly(_ character: Character) -> Bool { character.isLetter || character.isNumber }
