import Words

extension Plotter {
  /// A figure drawn with characters, for a terminal that shows no pictures.
  ///
  /// gnuplot draws curves and points; it counts characters rather than columns, so all texts are
  /// set here, around what it draws. Bars and heat maps are drawn here too, and need no gnuplot.
  ///
  /// - Parameters:
  ///   - columns: The width in columns of the terminal; at least 40 are used.
  ///   - rows: About how many lines the figure takes, without its caption. Each panel takes at
  ///     least 12, and a bar chart or heat map one for each of its rows. Two heat maps that are
  ///     narrow enough stand side by side.
  ///   - colour: Whether ANSI colours are used.
  ///
  /// Throws: `PlottingError`.
  package func text(_ figure: Figure, columns: Int, rows: Int, colour: Bool) throws -> String {
    let canvas = TextCanvas(columns: max(columns, 40), colour: colour)
    var lines = wrapped(oneLine(figure.title.text), width: canvas.columns).map(canvas.bold)
    var panels = figure.panels[...]
    while let panel = panels.popFirst() {
      lines.append("")
      if let next = panels.first, let pair = canvas.pair(panel, next) {
        lines += pair
        panels.removeFirst()
        continue
      }
      if !panel.title.isEmpty {
        lines.append(fitted(oneLine(panel.title.text), width: canvas.columns).trimmedEnd)
      }
      switch panel.content {
      case .bars(let categories, let series):
        lines += canvas.bars(categories: categories, series, axis: panel.y)
      case .heatMap(let map):
        lines += canvas.cells(of: map, x: panel.x.label.text, y: panel.y.label.text)
      case .series:
        lines += try curves(panel, rows: max(rows / figure.panels.count, 12), canvas)
      }
    }
    let caption = wrapped(oneLine(figure.fullCaption), width: canvas.columns)
    return (lines + (caption.isEmpty ? [] : [""]) + caption).joined(separator: "\n") + "\n"
  }

  private func curves(_ panel: Panel, rows: Int, _ canvas: TextCanvas) throws -> [String] {
    let visible = VisibleData(of: panel)
    let y = fitted(oneLine(panel.y.label.text), width: canvas.columns).trimmedEnd
    let x = fitted(oneLine(panel.x.label.text), width: canvas.columns - 10).trimmedEnd
    let indent = String(repeating: " ", count: max((canvas.columns - x.displayWidth) / 2, 0))
    let legend = canvas.legend(
      panel.series.enumerated().map { index, series in
        (series.textMark(index), series.hue ?? index, series.name.text)
      })
    guard !visible.isEmpty else {
      return legend + [y, "\(indent)(\(Messages.text("plotting.no-data")))", indent + x]
    }
    let drawn = try characters(
      drawnBy: panel.textScript(visible, columns: canvas.columns, rows: rows, canvas.colour))
    return legend + [y] + TextCanvas.trimmed(drawn) + [indent + x]
  }
}

extension Panel {
  /// The script that draws the curves with characters, without any text but the numbers at the
  /// axes.
  fileprivate func textScript(
    _ visible: VisibleData, columns: Int, rows: Int, _ colour: Bool
  ) -> Script {
    var script = Script()
    var plots: [String] = []
    for (index, series) in series.enumerated() where !visible.points[index].isEmpty {
      plots += series.textPlots(of: visible.points[index], index: index, &script)
    }
    script.add(
      "set terminal dumb noenhanced size \(columns), \(rows) \(colour ? "ansi256" : "mono")")
    script.add("set output 'text'")
    script.add("set encoding utf8")
    script.add("unset key")
    script.add("set tics nomirror")
    // A curve that runs along the border is drawn over it.
    script.add("set border back")
    let ys = visible.points.joined().map(\.y)
    // With few rows, gnuplot writes one number over the other.
    if let step = y.ticStep(showing: ys, count: Double(rows) / 2.2) {
      script.add("set ytics \(step)")
    }
    if x.isLogarithmic { script.add("set logscale x") }
    if y.isLogarithmic { script.add("set logscale y") }
    script.add("set xrange [\(bounds(x))] \(x.range == nil ? "noextend" : "")")
    script.add("set yrange [\(bounds(y))]")
    script.add("plot \(plots.joined(separator: ", "))")
    script.add("unset output")
    return script
  }

  private func bounds(_ axis: Axis) -> String {
    axis.range.map { "\(number($0.lowerBound)):\(number($0.upperBound))" } ?? "*:*"
  }
}

extension Series {
  /// The character that draws the series.
  fileprivate func textMark(_ index: Int) -> String {
    switch marks {
    case .points: Self.pointMarks[index % Self.pointMarks.count]
    default: Self.lineMarks[index % Self.lineMarks.count]
    }
  }

  private static let pointMarks = ["o", "x", "s", "d", "v", "^"]
  /// What gnuplot's `dumb` terminal draws the types 2, 3, … with.
  private static let lineMarks = ["#", "$", "%", "@", "&", "="]

  fileprivate func textPlots(
    of points: [Point], index: Int, _ script: inout Script
  ) -> [String] {
    let colour = "linecolor rgb \(Palette.colour(hue ?? index))"
    // The character follows the dash type on a colour terminal, else the line type.
    let type = index % Self.lineMarks.count + 2
    let line = "linetype \(type) dashtype \(type) \(colour)"
    let mark = "points pointtype '\(textMark(index))' \(colour)"
    switch marks {
    case .points:
      let data = script.add(points.rows)
      return ["\(data) using 1:2 with \(mark)"]
    case .band:
      let data = script.add(points.rows)
      // Of bounds that are all missing, gnuplot's `dumb` terminal would crash (gnuplot 5.4).
      let bounds = points.contains { $0.low.isFinite && $0.high.isFinite } ? [3, 4] : []
      return bounds.map { "\(data) using 1:\($0) with points pointtype '.' \(colour)" }
        + ["\(data) using 1:2 with lines \(line)"]
    case .histogram:
      let data = script.add(points.map { [$0.x, $0.y] })
      return ["\(data) using 1:2 with histeps \(line)"]
    case .line, .curve, .bars:
      let data = script.add(zip(points, smooth(points)).map { [$0.x, $1] })
      return ["\(data) using 1:2 with \(points.count == 1 ? mark : "lines \(line)")"]
    }
  }
}
