import Words

/// A panel of lines, points, bands and histograms, drawn with characters.
struct TextCurves {
  let panel: Panel
  let columns: Int
  /// Rows between the axes.
  let rows: Int
  let colour: Bool
  private let visible: VisibleData
  private let x: TextScale
  private let y: TextScale

  init(_ panel: Panel, columns: Int, rows: Int, colour: Bool) {
    (self.panel, self.columns, self.rows, self.colour) = (panel, columns, rows, colour)
    let visible = VisibleData(of: panel)
    let points = visible.points.joined()
    let worldPlaces = points.flatMap { $0.worldsPlaces ?? [] }
    let edges = zip(panel.series, visible.points).flatMap { $0.edges(of: $1) }
    let hasMarks = panel.series.contains(where: \.isPoints)
    x = TextScale(
      panel.x, showing: points.map(\.x) + worldPlaces + edges, margin: hasMarks ? 0.02 : 0)
    // Histograms stand on 0.
    y = TextScale(
      panel.y, showing: visible.heights + (edges.isEmpty ? [] : [0]),
      margin: edges.isEmpty ? 0.03 : 0
    )
    self.visible = visible
  }

  /// The name of the y axis and, where they do not stand at the lines' ends, those of the series.
  var head: [String] { [heading(panel.y)] + (visible.isEmpty ? [] : tags.legend) }

  private var tags: TextTags {
    TextTags(panel, visible, colour: colour, columns: columns, rows: rows)
  }

  /// The drawing between its axes. Its lines, and those of the head, are at most as wide as the panel.
  var body: [String] {
    guard !visible.isEmpty else {
      return ["  (\(Messages.text("plotting.no-data")))", heading(panel.x)]
    }
    let tags = tags
    let ticks = y.ticks
    let tickWidth = ticks.map { $0.text.displayWidth }.max() ?? 0
    let width = max(columns - tickWidth - 2 - tags.width, 8)
    var drawing = TextDrawing(x: x, y: y, grid: TextGrid(columns: width, rows: rows))
    for (index, series) in panel.series.enumerated() {
      drawing.draw(series, visible.points[index], index, tag: tags.letter(of: index))
    }
    let labels = tags.labels(atRowsOf: drawing.ends)
    let drawn = drawing.grid.lines(colour: colour)
    let frame = (0..<rows).map { row in
      let tick = ticks.last { y.row(of: $0.value, in: rows) == row }
      let name = (tick?.text ?? "").leftPadded(to: tickWidth)
      return ("\(name) \(tick == nil ? "│" : "┤")\(drawn[row])" + (labels[row] ?? "")).trimmedEnd
    }
    return frame + axis(width: width, indent: tickWidth + 1)
  }

  private func heading(_ axis: Axis) -> String {
    fitted(name(of: axis), width: columns).trimmedEnd
  }

  private func name(of axis: Axis) -> String {
    let name = oneLine(axis.label.text)
    let mark = Messages.text("plotting.logarithmic")
    return axis.isLogarithmic && !name.contains(mark) ? "\(name) (\(mark))" : name
  }

  /// The x axis with its tic marks, their numbers and its label.
  private func axis(width: Int, indent: Int) -> [String] {
    var line = [Character](repeating: "─", count: width)
    var numbers = String(repeating: " ", count: indent)
    for tick in x.ticks {
      guard let share = x.share(tick.value) else { continue }
      let column = Int(bounded: (share * Double(2 * width - 1)).rounded()) / 2
      let start = min(indent + 1 + column - tick.text.count / 2, columns - tick.text.count)
      // Numbers stand apart, or are left out with their marks.
      guard start >= numbers.count + (numbers.last == " " ? 0 : 1) else { continue }
      line[column] = "┬"
      numbers = numbers.filled(to: start) + tick.text
    }
    let name = heading(panel.x)
    let middle = indent + 1 + (width - name.displayWidth) / 2
    let start = min(max(0, middle), columns - name.displayWidth)
    return ["".filled(to: indent) + "└" + String(line), numbers.trimmedEnd]
      + (name.isEmpty ? [] : ["".filled(to: start) + name])
  }
}

extension TextScale {
  /// The row of a value, from the top.
  func row(of value: Double, in rows: Int) -> Int? {
    share(value).map { Int(bounded: ((1 - $0) * Double(4 * rows - 1)).rounded()) / 4 }
  }
}

extension Series {
  var isPoints: Bool { if case .points = marks { true } else { false } }
  var isCurve: Bool { if case .curve = marks { true } else { false } }

  /// Where the first bin of a histogram begins and the last one ends; nothing for other series.
  fileprivate func edges(of points: [Point]) -> [Double] {
    guard case .histogram(let width) = marks, let first = points.first, let last = points.last
    else {
      return []
    }
    return [first.x - width / 2, last.x + width / 2]
  }

  /// The colour of the series in its panel.
  func ink(_ index: Int) -> Ink { Ink(hue: hue ?? index) }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - displayWidth)) + self
  }
}
