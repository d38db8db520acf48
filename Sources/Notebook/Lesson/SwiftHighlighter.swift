/// Light colouring of Swift: keywords, strings, numbers, comments. A line at a time, which is enough
/// for the short listings of a lesson; a comment or a string over several lines stays plain.
enum SwiftHighlighter {
  private static let keywords: Set<String> = [
    "as", "async", "await", "break", "case", "catch", "continue", "default", "defer", "do", "else",
    "enum", "extension", "fallthrough", "false", "fileprivate", "final", "for", "func", "guard",
    "if", "import", "in", "init", "inout", "internal", "is", "let", "mutating", "nil", "package",
    "private", "protocol", "public", "repeat", "return", "self", "Self", "some", "static", "struct",
    "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
  ]

  static func line(_ line: String) -> StyledText {
    var result = StyledText()
    var rest = line[...]
    while let first = rest.first {
      let token: Substring
      var style: Style = []
      if rest.hasPrefix("//") {
        (token, style) = (rest, .dim)
      } else if first == "\"" {
        (token, style) = (stringLiteral(rest), .green)
      } else if first.isLetter || first == "_" {
        token = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        if keywords.contains(String(token)) { style = .magenta }
      } else if first.isASCII && first.isNumber {
        token = numberLiteral(rest)
        style = .yellow
      } else {
        token = rest.prefix(1)
      }
      result.append(String(token), style)
      rest = rest[token.endIndex...]
    }
    return result
  }

  /// Up to and including the closing quotation mark. Interpolations are part of it.
  private static func stringLiteral(_ text: Substring) -> Substring {
    var depth = 0
    var isEscaped = false
    for index in text.indices.dropFirst() {
      let character = text[index]
      if isEscaped {
        if character == "(" { depth += 1 }
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if depth > 0 {
        if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
      } else if character == "\"" {
        return text[...index]
      }
    }
    return text
  }

  /// Digits, with a point only before a digit, so that `0..<3` is two numbers.
  private static func numberLiteral(_ text: Substring) -> Substring {
    var end = text.startIndex
    while end < text.endIndex {
      let next = text.index(after: end)
      let isPoint =
        text[end] == "." && next < text.endIndex && text[next].isNumber
        && !text[..<end].contains(".")
      guard text[end].isLetter || text[end].isNumber || text[end] == "_" || isPoint else { break }
      end = next
    }
    return text[..<end]
  }
}
