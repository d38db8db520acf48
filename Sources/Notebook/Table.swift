import Metrics
import Words

/// Rows and columns of text, for `Notebook.show`.
///
/// A string in a cell is data; words are a `Label`, whose text stands in the lesson's `tables.yaml`, in
/// the block of the table's name:
///
///     var table = Table("kinds", columns: ["kind", .number("gold")])
///     table.add(Label("sum"), "", estimate)
package struct Table: Equatable, Sendable {
  package struct Column: Equatable, Sendable, ExpressibleByStringLiteral {
    package let title: Label
    package let alignment: Alignment

    package init(_ title: Label, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }

    package init(stringLiteral title: String) { self.init(Label(title)) }

    /// A column of numbers.
    package static func number(_ title: Label) -> Column { Column(title, .right) }

    /// A column whose head is data, such as a prompt.
    package static func data(_ title: String) -> Column { Column(.verbatim(title)) }
  }

  package let name: String
  package private(set) var columns: [Column]
  package private(set) var rows: [[Label]]

  /// - Parameter rows: each as long as `columns`.
  package init(_ name: String = "", columns: [Column], rows: [[any TableCell]] = []) {
    self.name = name
    self.columns = columns
    self.rows = []
    for row in rows { add(row) }
  }

  package mutating func add(_ row: any TableCell...) { add(row) }

  package mutating func add(_ row: [any TableCell]) {
    guard row.count == columns.count else {
      fatalError("Table.add: \(row.count) cells for \(columns.count) columns: \(row)")
    }
    rows.append(row.map(\.cell))
  }

  /// The table with other texts.
  ///
  /// - Parameter words: gives the text of a label.
  func told(_ words: (Label) -> Label) -> Table {
    var table = self
    table.columns = columns.map { Column(words($0.title), $0.alignment) }
    table.rows = rows.map { $0.map(words) }
    return table
  }

  /// The table with the program's words, for commands.
  package var told: Table { told { Messages.text($0).map(Label.verbatim) ?? $0 } }

  package var layout: TableLayout {
    TableLayout(
      header: columns.map { StyledText($0.title.text.printable) },
      rows: rows.map { $0.map { StyledText($0.text.printable) } },
      alignments: columns.map(\.alignment))
  }

  /// All cells as plain text, the head first.
  var texts: [[String]] { ([columns.map(\.title)] + rows).map { $0.map(\.text.printable) } }

  /// As a table of GitHub's Markdown.
  var markdown: String { Table.markdown(texts, alignments: columns.map(\.alignment)) }

  /// Rows of plain text as a table of GitHub's Markdown, the head first.
  package static func markdown(_ rows: [[String]], alignments: [Alignment]) -> String {
    let rules = alignments.map { alignment in
      switch alignment {
      case .left: "---"
      case .centre: ":---:"
      case .right: "---:"
      }
    }
    var lines = rows.map { row in
      row.map(\.markdownText)
    }
    lines.insert(rules, at: min(1, lines.count))
    return lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }
}

/// What can stand in a cell of a table.
package protocol TableCell: Sendable {
  var cell: Label { get }
}

extension Label: TableCell {
  package var cell: Label { self }
}

extension String: TableCell {
  package var cell: Label { .verbatim(self) }
}

extension Int: TableCell {
  package var cell: Label { .verbatim(Estimate(Double(self)).description) }
}

/// With its interval, if it has one.
extension Estimate: TableCell {
  package var cell: Label {
    // Its interval stays on one line.
    .verbatim(description.replacing(", ", with: ",\u{A0}"))
  }
}

/// Nothing where nothing was measured.
extension Optional: TableCell where Wrapped: TableCell {
  package var cell: Label { self?.cell ?? .none }
}
