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
    let token =
      #/
      (//.*)                                                          # a comment
      | ("(?: \\\( (?: [^()] | \([^()]*\) )* \) | \\. | [^"\\] )* "?)  # a string, interpolations too
      | ([0-9]\w* (?: \.[0-9]\w* )?)                                  # a number; `0..<3` has two
      | ([\p{L}_]\w*)                                                # a word
      | .
      /#
    var result = StyledText()
    for match in line.matches(of: token) {
      let (text, comment, string, number, word) = match.output
      let isKeyword = word.map { keywords.contains(String($0)) } ?? false
      let style: Style =
        comment != nil
        ? .dim : string != nil ? .green : number != nil ? .yellow : isKeyword ? .magenta : []
      result.append(String(text), style)
    }
    return result
  }
}
