import Words

/// A text cut to `width` columns, with an ellipsis if anything is lost, and filled with spaces.
func fitted(_ text: String, width: Int) -> String {
  var result = text
  if result.displayWidth > width {
    while result.displayWidth > max(width - 1, 0) { result.removeLast() }
    if width > 0 { result += "…" }
  }
  return result + String(repeating: " ", count: max(width - result.displayWidth, 0))
}

/// A text broken between words into lines of at most `width` columns. A longer word is cut.
func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    var word = String(word)
    if !line.isEmpty, line.displayWidth + 1 + word.displayWidth > width {
      lines.append(line)
      line = ""
    }
    while word.displayWidth > width {
      var head = ""
      while let next = word.first, head.isEmpty || (head + String(next)).displayWidth <= width {
        head.append(word.removeFirst())
      }
      lines.append(head)
    }
    line += line.isEmpty ? word : " " + word
  }
  return line.isEmpty ? lines : lines + [line]
}
