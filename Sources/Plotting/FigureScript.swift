import Foundation
import Words

extension Figure {
  /// The script that draws the figure as PNG, SVG or PDF, with all its data, so that it can be
  /// restyled with gnuplot alone.
  ///
  /// Positions are fractions of the picture; other lengths are in pixels of a picture 1080 pixels
  /// high, and grow with it.
  ///
  /// - Parameter textScale: the size of all text beside the usual; room for it is made.
  func script(textScale: Double = 1) -> Script {
    var script = Script()
    script.add(preamble(textScale: textScale))
    // The data come first: between `set multiplot` and `unset multiplot` there is drawing only.
    let layout = FigureLayout(self, textScale: textScale)
    let drawings = panels.map { $0.drawing(in: layout, addingDataTo: &script) }
    script.add("set multiplot")
    script.add(titleCommand(title.text, textScale: textScale))
    for (index, line) in layout.captionLines.enumerated() {
      let y = textScale * (0.028 + 0.04 * Double(layout.captionLines.count - 1 - index))
      script.add(labelCommand(2 + index, line, x: 0.5, y: y, size: 0.82))
    }
    for (index, panel) in panels.enumerated() {
      let left = Double(index % layout.columns) * layout.width
      let top = layout.ceiling - Double(index / layout.columns) * layout.rowHeight
      let height = layout.rowHeight - layout.titleHeight
      script.add("set origin \(decimal(left)), \(decimal(top - layout.rowHeight))")
      script.add("set size \(decimal(layout.width)), \(decimal(height))")
      script.add("set tmargin at screen \(decimal(layout.axesTop(below: top)))")
      if !panel.title.isEmpty {
        let size = 1.1 * min(1, 76 * layout.textWidth / Double(panel.title.text.displayWidth))
        let place = (x: left + 0.53 * layout.width, y: top - 0.03 * textScale)
        script.add(labelCommand(90, panel.title.text, x: place.x, y: place.y, size: size))
      }
      script.add(drawings[index])
      // Title and caption were drawn with the first panel.
      script.add("unset label")
    }
    script.add("unset multiplot")
    script.add("unset output")
    return script
  }

  private func preamble(textScale: Double) -> [String] {
    let sizes = [34, FigureStyle.usualFontSize].map { ($0 * textScale).plain }
    return Messages.text("plotting.script", ["name": name]).split(separator: "\n").map { "# \($0)" }
      + [
        "if (!exists('format')) format = 'png'",
        "if (!exists('width')) width = 1920",
        "if (!exists('height')) height = 1080",
        "if (!exists('file')) file = ARG0[1:strlen(ARG0) - strlen('gnuplot')].format",
        "reset",
        "set encoding utf8",
        "set minussign",
        "unit = height / 1080.0",
        // Fonts are measured in points for PNG and PDF, in pixels for SVG.
        "text = (format eq 'svg' ? \(sizes[0]) : \(sizes[1])) * unit",
        "face = sprintf('DejaVu Sans,%g', text)",
        // No 'enhanced' text: in it, `_`, `^`, `{`, `@` and `&` would not be shown as they are.
        "if (format eq 'png') set terminal pngcairo noenhanced size width, height "
          + "font face linewidth unit",
        "if (format eq 'svg') set terminal svg noenhanced size width, height dynamic "
          + "background rgb 'white' font face linewidth unit",
        // 96 pixels to the inch.
        "if (format eq 'pdf') set terminal pdfcairo noenhanced size width / 96.0 in, height / 96.0 in "
          + "fontscale 1 font face linewidth unit * 1.5",
        "if (format eq 'sixel') set terminal sixelgd noenhanced truecolor size width, height "
          + "font face linewidth unit",
        "set output file",
        "set border 3 linewidth 2 linecolor rgb '#404040'",
        "set style fill solid 1 noborder",
        "set samples 2",
      ]
  }
}

extension Panel {
  /// The commands that draw the panel. Its numbers are added to the script at once.
  fileprivate func drawing(in layout: FigureLayout, addingDataTo script: inout Script) -> [String] {
    let fonts = (
      x: layout.labelFont(x.label.text, room: layout.roomAcross),
      y: layout.labelFont(y.label.text, room: layout.roomUp)
    )
    let labels = [
      "set xlabel \(quoted(x.label.text))\(fonts.x)",
      "set ylabel \(quoted(y.label.text))\(fonts.y)",
    ]
    if case .heatMap(let map) = content {
      return labels + map.drawing(in: layout, addingDataTo: &script)
    }
    let visible = VisibleData(of: self)
    if visible.isEmpty {
      return labels + emptyDrawing
    }
    var plots: [String] = []
    for (index, series) in series.enumerated() {
      plots += series.plots(of: visible.points[index], index: index, in: self, &script)
    }
    return labels + settings(layout, visible) + ["plot \\"]
      + plots.dropLast().map { "  \($0), \\" }
      + plots.suffix(1).map { "  \($0)" }
  }

  private func settings(_ layout: FigureLayout, _ visible: VisibleData) -> [String] {
    let width = layout.textWidth
    let grid = "set grid noxtics ytics linetype 1 linewidth 1.5 linecolor rgb '#d4d4d4'"
    let tics = "nomirror out scale 1 textcolor rgb '#202020'"
    let logarithms = [
      "unset logscale", x.isLogarithmic && !isCategorical ? "set logscale x" : "",
      y.isLogarithmic ? "set logscale y" : "",
    ]
    let step =
      y.isLogarithmic
      ? nil
      : y.ticStep(
        showing: visible.heights, count: layout.ticsUp)
    let common =
      legendCommands(layout) + [grid, "set ytics \(tics) \(step ?? "autofreq")"]
      + logarithms.filter { $0 != "" }
    guard case .bars(let categories, _) = content else {
      // Histograms stand on 0; points keep off the axes.
      let margin = x.isLogarithmic || !hasPoints ? "0, 0" : "graph 0.03, graph 0.03"
      return common + [
        "set xrange \(x.range.map(interval) ?? "[*:*] noextend")",
        "set yrange \(y.range.map(interval) ?? (hasHistogram && !y.isLogarithmic ? "[0:*]" : "[*:*]"))",
        "set xtics \(tics) norotate \(x.ticStep(showing: visible.points.joined().map(\.x), count: 13 * width) ?? "autofreq")",
        "unset xzeroaxis", "set offsets \(margin), 0, 0",
      ]
    }
    let room = y.isLogarithmic || y.range != nil ? "0" : "graph 0.06"
    // Names that would run into each other are turned.
    let isTight = categories.reduce(0) { $0 + $1.text.displayWidth + 1 } > Int(84 * width)
    let names = categories.enumerated().map { "\(quotedTic($1.text)) \($0)" }.joined(
      separator: ", ")
    return common + [
      "set xrange [-0.6:\(decimal(Double(categories.count) - 0.4))]",
      // Bars stand on 0, with room for their numbers.
      "set yrange \(y.range.map(interval) ?? (y.isLogarithmic ? "[*:*]" : "[*<0:0<*]"))",
      "set xtics \(tics) \(isTight ? "rotate by -30 left" : "norotate") (\(names))",
      y.isLogarithmic
        ? "unset xzeroaxis" : "set xzeroaxis linetype 1 linewidth 2 linecolor rgb '#404040'",
      "set offsets 0, 0, \(room), \(series.contains(where: \.hasNegative) ? room : "0")",
    ]
  }

  private var isCategorical: Bool {
    if case .bars = content { true } else { false }
  }

  private var hasPoints: Bool {
    series.contains { if case .points = $0.marks { true } else { $0.points.count == 1 } }
  }

  private var hasHistogram: Bool {
    series.contains { if case .histogram = $0.marks { true } else { false } }
  }

  private func legendCommands(_ layout: FigureLayout) -> [String] {
    let place =
      switch legend {
      case .above: "outside above center horizontal"
      case .topLeft: "inside top left vertical"
      case .none: ""
      }
    guard !place.isEmpty else { return ["unset key"] }
    let key = "set key \(place) Left reverse samplen 3 spacing 1.2 width 1"
    guard layout.legendScale < 1 else { return [key] }
    // gnuplot 5.4 computes no font here.
    return ["small = sprintf(',%g', \(decimal(layout.legendScale)) * text)", key + " font small"]
  }
}

/// The commands that say, in an empty frame, that there is nothing to show.
let emptyDrawing = [
  "unset key", "unset logscale", "unset xtics", "unset ytics", "unset grid",
  "set xrange [0:1]", "set yrange [0:1]", "set offsets 0, 0, 0, 0",
  "set label 99 \(quoted(Messages.text("plotting.no-data"))) at graph 0.5, graph 0.5 center "
    + "textcolor rgb '#808080'",
  "plot NaN notitle",
]

private func interval(_ range: ClosedRange<Double>) -> String {
  "[\(number(range.lowerBound)):\(number(range.upperBound))]"
}

/// A length or position, with as many decimals as can be seen.
func decimal(_ value: Double) -> String {
  "\((value * 10_000).rounded() / 10_000)"
}
