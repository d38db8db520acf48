import Words

/// A figure drawn with characters, for a terminal that shows no pictures. It needs no gnuplot.
///
/// Lines are of Braille dots, bars of blocks. The names of series stand at the ends of their lines. Below the
/// drawing, a sentence says what it shows.
package struct TextPlot {
  private let figure: Figure
  private let columns: Int
  private let rows: Int
  private let colour: Bool

  /// - Parameters:
  ///   - columns: The width in columns of the terminal; 40 to 120 are used.
  ///   - rows: About how many lines the drawing takes, without title, summary and caption. A bar chart or
  ///     heat map takes one for each of its rows.
  ///   - colour: Whether ANSI colours are used.
  package init(_ figure: Figure, columns: Int, rows: Int, colour: Bool) {
    self.figure = figure
    self.columns = min(max(columns, 40), 120)
    self.rows = rows
    self.colour = colour
  }

  /// The drawing under its title, and what it shows in words.
  package var text: String { ([picture] + words).joined(separator: "\n\n") + "\n" }

  /// The drawing under its title.
  package var picture: String {
    let title = wrapped(oneLine(figure.title.text), width: columns).map { bold($0, colour: colour) }
    return [title, drawing].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  /// What it shows, and its caption, in lines.
  package var words: [String] {
    [figure.summary, figure.textCaption].map {
      wrapped(oneLine($0), width: min(columns, 80)).joined(separator: "\n")
    }.filter { !$0.isEmpty }
  }

  /// A figure whose drawing, with its title, takes no more lines than there are, if that can be.
  package static func fitting(
    _ figure: Figure, columns: Int, lines: Int, colour: Bool
  ) -> TextPlot {
    func plot(_ rows: Int) -> TextPlot {
      TextPlot(figure, columns: columns, rows: rows, colour: colour)
    }
    let heights = stride(from: min(lines, 60), through: 9, by: -1)
    return heights.lazy.map(plot).first { $0.picture.count(where: \.isNewline) < lines } ?? plot(9)
  }

  /// The panels, side by side where there is room.
  private var drawing: [String] {
    let perRow = panelsPerRow
    let rowCount = (figure.panels.count + perRow - 1) / perRow
    let width = (columns - 3 * (perRow - 1)) / perRow
    let height = max(rows / rowCount - 1, 9)
    var lines: [String] = []
    for start in stride(from: 0, to: figure.panels.count, by: perRow) {
      let drawn = figure.panels[start...].prefix(perRow).map {
        self.drawn($0, columns: width, rows: height)
      }
      if start > 0 { lines.append("") }
      // What stands side by side begins at one height.
      lines += beside(drawn.map(\.head), width: width) + beside(drawn.map(\.body), width: width)
    }
    return lines
  }

  private var panelsPerRow: Int {
    let panels = figure.panels
    let needed = panels.map(leastWidth).max() ?? 0
    // Four stand better two by two than three and one.
    let counts = (1...panels.count).reversed().filter { panels.count % $0 == 0 }
    return counts.first { (columns - 3 * ($0 - 1)) / $0 >= needed } ?? 1
  }

  private func leastWidth(of panel: Panel) -> Int {
    switch panel.content {
    case .series: 38
    case .bars: 56
    case .heatMap(let map): TextCells(map: map, x: "", y: "", columns: 0, colour: colour).leastWidth
    }
  }

  private func drawn(
    _ panel: Panel, columns: Int, rows: Int
  ) -> (head: [String], body: [String]) {
    let title = wrapped(oneLine(panel.title.text), width: columns).map { bold($0, colour: colour) }
    switch panel.content {
    case .bars(let categories, let series):
      let bars = TextBars(
        categories: categories, series: series, x: panel.x, y: panel.y, columns: columns,
        colour: colour)
      return (title + bars.head, bars.body)
    case .heatMap(let map):
      let cells = TextCells(
        map: map, x: panel.x.label.text, y: panel.y.label.text, columns: columns, colour: colour)
      return (title + cells.head, cells.body)
    case .series:
      // Title, labels and numbers of the axes take lines, too.
      let room = max(rows - title.count - 4, 5)
      let curves = TextCurves(panel, columns: columns, rows: room, colour: colour)
      return (title + curves.head, curves.body)
    }
  }

  private func beside(_ blocks: [[String]], width: Int) -> [String] {
    (0..<(blocks.map(\.count).max() ?? 0)).map { row in
      blocks.map { ($0.indices.contains(row) ? $0[row] : "").filled(to: width) }
        .joined(separator: "   ").trimmedEnd
    }
  }
}
