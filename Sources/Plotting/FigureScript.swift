import Foundation
import Words

extension Figure {
  /// The script that draws the figure as PNG, SVG or PDF, with all its data, so that it can be
  /// restyled with gnuplot alone.
  ///
  /// Positions are fractions of the picture; other lengths are in pixels of a picture 1080 pixels
  /// high, and grow with it.
  func script() -> Script {
    var script = Script()
    script.add(preamble)
    // The data come first: between `set multiplot` and `unset multiplot` there is drawing only.
    let grid = PanelGrid(count: panels.count)
    let drawings = panels.map { $0.drawing(in: grid, addingDataTo: &script) }
    script.add("set multiplot")
    // About 64 characters fit at full size.
    let titleSize = 1.3 * min(1, 64 / Double(max(title.text.displayWidth, 1)))
    script.add(label(1, title.text, x: 0.5, y: 0.962, size: titleSize))

    let captionLines = wrapped(oneLine(fullCaption), width: 104)
    for (index, line) in captionLines.enumerated() {
      let y = 0.028 + 0.04 * Double(captionLines.count - 1 - index)
      script.add(label(2 + index, line, x: 0.5, y: y, size: 0.82))
    }

    let bottom = 0.02 + 0.043 * Double(captionLines.count)
    let rowHeight = (0.93 - bottom) / Double(grid.rows)
    let titleHeight = panels.contains { !$0.title.isEmpty } ? 0.055 : 0
    // The axes of all panels of a row end at one height, below the tallest legend.
    let legendRows = panels.map { $0.legendRows(characters: Int(86 * grid.width)) }.max() ?? 0
    for (index, panel) in panels.enumerated() {
      let left = Double(index % grid.columns) * grid.width
      let top = 0.93 - Double(index / grid.columns) * rowHeight
      let axesTop = top - titleHeight - 0.02 - 0.045 * Double(legendRows)
      script.add("set origin \(decimal(left)), \(decimal(top - rowHeight))")
      script.add("set size \(decimal(grid.width)), \(decimal(rowHeight - titleHeight))")
      script.add("set tmargin at screen \(decimal(axesTop))")
      if !panel.title.isEmpty {
        script.add(
          label(90, panel.title.text, x: left + 0.53 * grid.width, y: top - 0.03, size: 1.1))
      }
      script.add(drawings[index])
      // Title and caption were drawn with the first panel.
      script.add("unset label")
    }
    script.add("unset multiplot")
    script.add("unset output")
    return script
  }

  private func label(_ index: Int, _ text: String, x: Double, y: Double, size: Double) -> String {
    "set label \(index) \(quoted(text)) at screen \(decimal(x)), \(decimal(y)) center "
      + "font sprintf(',%g', \(decimal(size)) * text) textcolor rgb '#202020'"
  }

  private var preamble: [String] {
    Messages.text("plotting.script", ["name": name]).split(separator: "\n").map { "# \($0)" } + [
      "if (!exists('format')) format = 'png'",
      "if (!exists('width')) width = 1920",
      "if (!exists('height')) height = 1080",
      "if (!exists('file')) file = ARG0[1:strlen(ARG0) - strlen('gnuplot')].format",
      "reset",
      "set encoding utf8",
      "set minussign",
      "unit = height / 1080.0",
      // Fonts are measured in points for PNG and PDF, in pixels for SVG.
      "text = (format eq 'svg' ? 34 : 26) * unit",
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

/// Where panels go: up to three side by side, more in two rows.
struct PanelGrid {
  let columns: Int
  let rows: Int

  init(count: Int) {
    rows = count > 3 ? 2 : 1
    columns = (count + rows - 1) / rows
  }

  /// A panel's share of the picture's width.
  var width: Double { 1 / Double(columns) }
}

extension Panel {
  /// The commands that draw the panel. Its numbers are added to the script at once.
  fileprivate func drawing(in grid: PanelGrid, addingDataTo script: inout Script) -> [String] {
    let labels = ["set xlabel \(quoted(x.label.text))", "set ylabel \(quoted(y.label.text))"]
    if case .heatMap(let map) = content {
      return labels + map.drawing(in: grid, addingDataTo: &script)
    }
    let visible = VisibleData(of: self)
    if visible.isEmpty {
      return labels + emptyDrawing
    }
    var plots: [String] = []
    for (index, series) in series.enumerated() {
      plots += series.plots(of: visible.points[index], index: index, in: self, &script)
    }
    return labels + settings(width: grid.width, rows: grid.rows, visible) + ["plot \\"]
      + plots.dropLast().map { "  \($0), \\" }
      + plots.suffix(1).map { "  \($0)" }
  }

  private func settings(width: Double, rows: Int, _ visible: VisibleData) -> [String] {
    let grid = "set grid noxtics ytics linetype 1 linewidth 1.5 linecolor rgb '#d4d4d4'"
    let tics = "nomirror out scale 1 textcolor rgb '#202020'"
    let logarithms = [
      "unset logscale", x.isLogarithmic && !isCategorical ? "set logscale x" : "",
      y.isLogarithmic ? "set logscale y" : "",
    ]
    let step = y.isLogarithmic ? nil : y.ticStep(showing: visible.heights, count: rows > 1 ? 5 : 10)
    let common =
      [legendCommand, grid, "set ytics \(tics) \(step ?? "autofreq")"]
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

  private var legendCommand: String {
    let place =
      switch legend {
      case .above: "outside above center horizontal"
      case .topLeft: "inside top left vertical"
      case .none: ""
      }
    return place.isEmpty
      ? "unset key" : "set key \(place) Left reverse samplen 3 spacing 1.2 width 1"
  }

  /// The rows that a legend above the axes takes, if the panel is as wide as so many characters.
  fileprivate func legendRows(characters: Int) -> Int {
    let names = series.map(\.name.text).filter { !$0.isEmpty }
    guard case .above = legend, let widest = names.map({ $0.displayWidth + 8 }).max() else {
      return 0
    }
    let perRow = max(characters / widest, 1)
    return (names.count + perRow - 1) / perRow
  }
}

extension Axis {
  /// The step of 1, 2 or 5 times a power of ten between tic marks, for at most about `count` of
  /// them; nil to leave it to gnuplot, which does not see to it that numbers have room. On a logarithmic
  /// axis that spans little more than two powers of ten, all tic marks of this kind.
  func ticStep(showing values: [Double], count: Double) -> String? {
    let values = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard let low = range?.lowerBound ?? values.min(), let high = range?.upperBound ?? values.max(),
      high > low
    else { return nil }
    guard !isLogarithmic else {
      guard low > 0, high / low < 300 else { return nil }
      let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.down))
      let tics = powers.flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
      return "(\(tics.filter { low...high ~= $0 }.map(number).joined(separator: ", ")))"
    }
    let least = (high - low) / count
    let power = pow(10, log10(least).rounded(.down))
    let step = [1, 2, 5].map { $0 * power }.first { $0 >= least * 0.999 } ?? 10 * power
    return number(step)
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
