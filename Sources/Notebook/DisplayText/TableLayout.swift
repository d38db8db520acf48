/// A table fitted to a width: the widest columns give way first and their cells are wrapped. Where
/// there is no room for columns at all, each row becomes a list of `header: cell` lines.
package struct TableLayout {
  package let header: [StyledText]
  package let rows: [[StyledText]]
  package let alignments: [Alignment]

  /// Spaces between two columns.
  private let gap = 2
  /// A column is not squeezed below this, so that a word of it can still be read.
  private let narrowest = 6

  package init(header: [StyledText], rows: [[StyledText]], alignments: [Alignment] = []) {
    self.header = header
    self.rows = rows
    self.alignments = alignments
  }

  private var columnCount: Int { ([header] + rows).map(\.count).max() ?? 0 }

  package func lines(width: Int) -> [StyledText] {
    guard columnCount > 0 else { return [] }
    guard let widths = columnWidths(for: width) else { return records(width: width) }
    var lines: [StyledText] = []
    if !header.allSatisfy(\.isEmpty) {
      lines += self.lines(of: header.map { $0.styled(.bold) }, widths: widths)
      let rules = widths.map { String(repeating: "─", count: $0) }
      lines.append(StyledText(rules.joined(separator: String(repeating: " ", count: gap)), .dim))
    }
    return lines + rows.flatMap { self.lines(of: $0, widths: widths) }
  }

  /// Nil if the columns do not fit even at their narrowest.
  private func columnWidths(for width: Int) -> [Int]? {
    let columns = (0..<columnCount).map { column in
      ([header] + rows).compactMap { $0.count > column ? $0[column] : nil }
    }
    let widths = columns.map { max(1, $0.map(\.width).max() ?? 0) }
    let words = columns.map { cells in
      cells.flatMap { $0.wrapped(to: 1, breaksWords: false) }.map(\.width).max() ?? 0
    }
    let room = width - gap * (columnCount - 1)
    // Words are broken only where wrapping between them is not enough.
    return squeezed(widths, to: room, floors: words)
      ?? squeezed(widths, to: room, floors: widths.map { _ in narrowest })
  }

  /// Takes columns off the widest that may still give some; nil if that is not enough.
  private func squeezed(_ widths: [Int], to room: Int, floors: [Int]) -> [Int]? {
    var widths = widths
    for _ in 0..<max(0, widths.reduce(0, +) - room) {
      let giving = widths.indices.filter { widths[$0] > max(1, floors[$0]) }
      guard let widest = giving.max(by: { widths[$0] < widths[$1] }) else { return nil }
      widths[widest] -= 1
    }
    return widths
  }

  private func lines(of row: [StyledText], widths: [Int]) -> [StyledText] {
    let cells = widths.indices.map { column in
      column < row.count ? row[column].wrapped(to: widths[column]) : [StyledText()]
    }
    let height = cells.map(\.count).max() ?? 0
    return (0..<height).map { line in
      var text = StyledText()
      for (column, width) in widths.enumerated() {
        if column > 0 { text.append(String(repeating: " ", count: gap)) }
        let cell = line < cells[column].count ? cells[column][line] : StyledText()
        let alignment = column < alignments.count ? alignments[column] : .left
        let isLast = column == widths.count - 1 && alignment == .left
        text += isLast ? cell : cell.padded(to: width, alignment)
      }
      return text
    }
  }

  private func records(width: Int) -> [StyledText] {
    var lines: [StyledText] = []
    for row in rows {
      if !lines.isEmpty { lines.append(StyledText()) }
      for (column, cell) in row.enumerated() where !cell.isEmpty {
        let name = column < header.count ? header[column].styled(.bold) : StyledText()
        let text = name.isEmpty ? cell : name + ": " + cell
        lines += text.wrapped(to: width)
      }
    }
    return lines
  }
}
