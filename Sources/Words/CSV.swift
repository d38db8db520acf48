/// Tables of text as CSV (RFC 4180): a field with a comma, a quote or a line break stands in quotes.
package enum CSV {
  package static func text(_ rows: [[String]]) -> String {
    rows.map { $0.map(field).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  /// The rows of a file that a spreadsheet may have saved: separated by commas or semicolons.
  package static func rows(_ text: String) -> [[String]] {
    let head = text.prefix { !$0.isNewline }
    let separator: Character = head.contains(";") && !head.contains(",") ? ";" : ","
    var rows: [[String]] = []
    var (row, field, isQuoted) = ([String](), "", false)
    var rest = text[...]
    func isLastQuote() -> Bool { rest.first != "\"" }
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && !isLastQuote():
        field.append("\"")
        rest.removeFirst()
      case "\"": isQuoted.toggle()
      case separator where !isQuoted:
        row.append(field)
        field = ""
      case _ where character.isNewline && !isQuoted:
        rows.append(row + [field])
        (row, field) = ([], "")
      default: field.append(character)
      }
    }
    if !row.isEmpty || !field.isEmpty { rows.append(row + [field]) }
    return rows.filter { $0 != [""] }
  }
}
