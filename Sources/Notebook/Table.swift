/// Rows and columns of text, for `Notebook.show`.
package struct Table: Equatable, Sendable {
  package struct Column: Equatable, Sendable, ExpressibleByStringLiteral {
    package let title: String
    package let alignment: Alignment

    package init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }

    package init(stringLiteral title: String) { self.init(title) }

    /// A column of numbers.
    package static func number(_ title: String) -> Column { Column(title, .right) }
  }

  package let columns: [Column]
  package private(set) var rows: [[String]]

  /// - Parameter rows: each as long as `columns`.
  package init(columns: [Column], rows: [[String]] = []) {
    self.columns = columns
    self.rows = []
    for row in rows { add(row) }
  }

  package mutating func add(_ row: [String]) {
    guard row.count == columns.count else {
      fatalError("Table.add: \(row.count) cells for \(columns.count) columns: \(row)")
    }
    rows.append(row)
  }

  package var layout: TableLayout {
    TableLayout(
      header: columns.map { StyledText($0.title.printable) },
      rows: rows.map { $0.map { StyledText($0.printable) } },
      alignments: columns.map(\.alignment))
  }

  /// As a table of GitHub's Markdown.
  var markdown: String {
    func line(_ cells: [String]) -> String {
      let escaped = cells.map {
        $0.printable.replacing("|", with: "\\|").replacing("\n", with: " ")
      }
      return "| \(escaped.joined(separator: " | ")) |"
    }
    let rules = columns.map { column in
      switch column.alignment {
      case .left: "---"
      case .centre: ":---:"
      case .right: "---:"
      }
    }
    return ([line(columns.map(\.title)), line(rules)] + rows.map(line)).joined(separator: "\n")
  }
}
