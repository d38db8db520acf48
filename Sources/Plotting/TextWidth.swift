/// How many columns of a terminal a text takes: none for a combining mark, two for a wide
/// character of East Asia or an emoji, one for any other.
func displayWidth(_ text: String) -> Int {
  text.reduce(0) { $0 + displayWidth($1) }
}

private func displayWidth(_ character: Character) -> Int {
  guard let first = character.unicodeScalars.first else { return 0 }
  switch first.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .control, .format: return 0
  default: break
  }
  if character.unicodeScalars.contains("\u{fe0f}") { return 2 }
  switch first.value {
  case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
    0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f680...0x1f6ff,
    0x1f900...0x1faff, 0x20000...0x3fffd:
    return 2
  default:
    return first.properties.isEmojiPresentation ? 2 : 1
  }
}

/// A text cut to `width` columns, with an ellipsis if anything is lost, and filled with spaces.
func fitted(_ text: String, width: Int) -> String {
  var result = text
  if displayWidth(result) > width {
    while displayWidth(result) > max(width - 1, 0) { result.removeLast() }
    if width > 0 { result += "…" }
  }
  return result + String(repeating: " ", count: max(width - displayWidth(result), 0))
}

/// A text broken between words into lines of at most `width` columns. A longer word is cut.
func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    var word = String(word)
    if !line.isEmpty, displayWidth(line) + 1 + displayWidth(word) > width {
      lines.append(line)
      line = ""
    }
    while displayWidth(word) > width {
      var head = ""
      while let next = word.first, head.isEmpty || displayWidth(head + String(next)) <= width {
        head.append(word.removeFirst())
      }
      lines.append(head)
    }
    line += line.isEmpty ? word : " " + word
  }
  return line.isEmpty ? lines : lines + [line]
}
