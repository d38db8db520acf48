import Words

extension HeatMap {
  /// The commands that draw the cells. Their numbers are added to the script.
  func drawing(in grid: FigureLayout, addingDataTo script: inout Script) -> [String] {
    guard let extent else { return emptyDrawing }
    var cells: [[Double]] = []
    for (row, values) in values.enumerated() {
      for (column, value) in values.enumerated() where value.isFinite {
        cells.append([Double(column), Double(row), value])
      }
    }
    let data = script.add(cells)
    let square = "using 1:2:(0.5):(0.5):3 notitle with boxxyerror palette"
    var plots = ["\(data) \(square) fillstyle solid 1 border linecolor rgb '#ffffff'"]
    let shades = Shades(of: extent)
    if showsValues {
      plots += [
        numbers(data, in: grid, where: shades.isDark, colour: "#ffffff"),
        numbers(data, in: grid, where: "!(\(shades.isDark))", colour: "#202020"),
      ]
    }
    // Names that would run into each other are turned.
    let isTight = columns.contains {
      $0.text.displayWidth > Int(80 * grid.textWidth) / columns.count
    }
    let tics = "nomirror scale 0 textcolor rgb '#202020'"
    // Rows so low that their names would touch get smaller ones.
    // Larger text leaves less height, too.
    let room = grid.textScale > 1 ? 20 / (grid.textScale * grid.textScale) : 20
    let size = decimal(min(1, room / Double(grid.rows * rows.count)))
    // Cells that stay empty are told from white ones.
    let hasEmptyCells = values.joined().contains { !$0.isFinite }
    let ground =
      "set object 1 rectangle from graph 0, 0 to graph 1, 1 behind "
      + "fillcolor rgb '#e8e8e8' fillstyle solid noborder"
    let frame = framed.map { cell in
      "set object 2 rectangle center \(cell.column), \(cell.row) size 1, 1 front fillstyle empty "
        + "border linecolor rgb '#d55e00' linewidth 6"
    }
    return [
      frame ?? "unset object 2",
      showsScale ? "set colorbox" : "unset colorbox",
      "unset key", "unset logscale", "unset grid", "unset xzeroaxis", "set offsets 0, 0, 0, 0",
      "set palette defined (\(shades.palette))",
      "set cbrange [\(number(shades.low)):\(number(shades.high))]",
      "set xrange [-0.5:\(decimal(Double(columns.count) - 0.5))]",
      "set yrange [\(decimal(Double(rows.count) - 0.5)):-0.5]",
      "set xtics \(tics) \(isTight ? "rotate by -40 left" : "norotate") (\(names(columns)))",
      "small = sprintf(',%g', \(size) * text)",
      "set ytics font small \(tics) (\(names(rows)))",
      hasEmptyCells ? ground : "unset object 1",
      "plot \\", "  " + plots.joined(separator: ", \\\n  "),
    ]
  }

  private func numbers(
    _ data: String, in grid: FigureLayout, where condition: String, colour: String
  ) -> String {
    // Sizes at which a number of four digits is as wide as its cell, and two thirds as high.
    let wide = 18 * grid.textWidth / Double(columns.count)
    let high = 18 / grid.textScale / Double(grid.rows * rows.count)
    let size = min(0.9, wide, high)
    return
      "\(data) using 1:2:(\(condition) ? sprintf('%.2f', abs($3) < 0.005 ? 0.0 : $3) : '') notitle with labels "
      + "font sprintf(',%g', \(decimal(size)) * text) textcolor rgb '\(colour)'"
  }

  private func names(_ names: [Label]) -> String {
    names.enumerated().map { "\(quotedTic($1.text)) \($0)" }.joined(separator: ", ")
  }
}

/// The colours of cells: from white at 0 to dark blue, or, if there are values of both signs, from
/// vermilion over white to blue.
private struct Shades {
  let low: Double
  let high: Double
  let palette: String
  /// Whether a cell is so dark that its number is written in white, as gnuplot writes it.
  let isDark: String

  init(of extent: (low: Double, high: Double)) {
    let limit = max(abs(extent.low), abs(extent.high))
    high = limit > 0 ? limit : 1
    if extent.low < 0 {
      low = -high
      palette = "-1 '#d55e00', 0 '#ffffff', 1 '#0072b2'"
      isDark = "abs($3) > \(number(0.75 * high))"
    } else {
      low = 0
      palette = "0 '#ffffff', 0.5 '#56b4e9', 1 '#00416b'"
      isDark = "$3 > \(number(0.6 * high))"
    }
  }
}
