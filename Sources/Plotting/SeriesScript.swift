import Metrics
import Words

extension Series {
  /// The parts of a `plot` command that draw the series. Its numbers are added to the script.
  ///
  /// - Parameters:
  ///   - points: Those of the series' points that the panel can show.
  ///   - index: The series' place in the panel.
  func plots(of points: [Point], index: Int, in panel: Panel, _ script: inout Script) -> [String] {
    let hue = hue ?? index
    let colour = "linecolor rgb \(Palette.colour(hue))"
    guard !points.isEmpty else {
      let suffix = " (\(Messages.text("plotting.no-data")))"
      let style =
        isPoints
        ? "points pointtype \(Palette.marker(index)) pointsize 2.4" : "lines linewidth 4"
      return ["NaN \(title(suffix: suffix)) with \(style) \(colour)"]
    }
    let dots = worldDots(points, index: index, in: panel, &script)
    let own = ownPlots(of: points, index: index, in: panel, hue: hue, &script)
    // Bars would cover them; lines and larger points lie on top.
    return isBars ? own + dots : dots + own
  }

  private func ownPlots(
    of points: [Point], index: Int, in panel: Panel, hue: Int, _ script: inout Script
  ) -> [String] {
    let colour = "linecolor rgb \(Palette.colour(hue))"
    let bold = "linewidth 4.5 dashtype \(Palette.dash(index)) \(colour)"
    switch marks {
    case .line(let smoothing):
      return line(points, isSmoothed: smoothing != nil, hue: hue, bold, &script)
    case .curve:
      let data = script.add(points.map { [$0.x, $0.y] })
      return ["\(data) using 1:2 \(title()) with lines linewidth 3 dashtype (12,8) \(colour)"]
    case .points:
      let data = script.add(points.rows)
      // Many marks would cover each other.
      let size = points.count > 40 ? 1.2 : 2.4
      let marker = "pointtype \(Palette.marker(index)) pointsize \(size) linewidth 3 \(colour)"
      return errorBars(data, points, colour)
        + ["\(data) using 1:2 \(title()) with points \(marker)"]
    case .band:
      let data = script.add(points.rows)
      return [
        "\(data) using 1:3:4 notitle with filledcurves \(colour) fillstyle transparent solid 0.22",
        "\(data) using 1:2 \(title()) with lines \(bold)",
      ]
    case .bars:
      return bars(points, index: index, in: panel, colour, &script)
    case .histogram(let binWidth):
      let data = script.add(points.map { [$0.x, $0.y] })
      return [
        "\(data) using 1:2:(\(number(binWidth))) \(title()) with boxes \(colour) linewidth 2 "
          + "fillstyle transparent solid 0.45 border"
      ]
    }
  }

  /// What was measured in other worlds: small dots, beside each other on a bar.
  private func worldDots(
    _ points: [Point], index: Int, in panel: Panel, _ script: inout Script
  ) -> [String] {
    let (shift, width) = barPlace(index: index, in: panel)
    let rows = points.flatMap { point in
      point.worlds.enumerated().map { number, value in
        let side = (Double(number) + 0.5) / Double(point.worlds.count) - 0.5
        let places = point.worldsPlaces ?? []
        let x = places.count == point.worlds.count ? places[number] : point.x
        return [x + shift + width * (barShare / 2 + (1 - barShare) * 0.8 * side), value]
      }
    }
    guard !rows.isEmpty else { return [] }
    let colour = isBars ? "'#303030'" : Palette.colour(hue ?? index, opacity: 0.5)
    return [
      "\(script.add(rows)) using 1:2 notitle with points pointtype 7 pointsize 1.1 linecolor rgb \(colour)"
    ]
  }

  /// The part of a bar's place that the bar takes: dots of other worlds stand to the right of it.
  private var barShare: Double { points.contains { !$0.worlds.isEmpty } ? 0.62 : 1 }

  var isBars: Bool {
    if case .bars = marks { true } else { false }
  }

  /// How far the bars of this series stand from the middle of their category, and their width; 0 where the
  /// series has no bars.
  private func barPlace(index: Int, in panel: Panel) -> (shift: Double, width: Double) {
    guard isBars else { return (0, 0) }
    let groups = panel.series.count
    let width = 0.8 / Double(groups)
    return ((Double(index) - Double(groups - 1) / 2) * width, width)
  }

  /// The y values, smoothed if the series is.
  func smooth(_ points: [Point]) -> [Double] {
    guard case .line(let smoothing?) = marks else { return points.map(\.y) }
    return movingAverage(of: points.map(\.y), decay: smoothing)
  }

  private func title(suffix: String = "") -> String {
    name.isEmpty ? "notitle" : "title \(quoted(name.text + suffix))"
  }

  private func line(
    _ points: [Point], isSmoothed: Bool, hue: Int, _ bold: String, _ script: inout Script
  ) -> [String] {
    // A single point makes no line.
    let style = points.count == 1 ? "points pointtype 7 pointsize 2.4" : "lines"
    guard isSmoothed else {
      let data = script.add(points.map { [$0.x, $0.y] })
      return ["\(data) using 1:2 \(title()) with \(style) \(bold)"]
    }
    let data = script.add(zip(points, smooth(points)).map { [$0.x, $0.y, $1] })
    let faint = "linewidth 2 dashtype 1 linecolor rgb \(Palette.colour(hue, opacity: 0.3))"
    return [
      "\(data) using 1:2 notitle with lines \(faint)",
      "\(data) using 1:3 \(title()) with \(style) \(bold)",
    ]
  }

  private func bars(
    _ points: [Point], index: Int, in panel: Panel, _ colour: String, _ script: inout Script
  ) -> [String] {
    let (shift, width) = barPlace(index: index, in: panel)
    let place = shift - width * (1 - barShare) / 2
    let moved = points.map { Point(x: $0.x + place, y: $0.y, low: $0.low, high: $0.high) }
    let data = script.add(moved.rows)
    let boxes =
      "\(data) using 1:2:(\(decimal(width * barShare * 0.92))) \(title()) with boxes \(colour) "
      + "fillstyle solid 0.85"
    let plots = [boxes] + errorBars(data, moved, "linecolor rgb '#202020'")
    // A number above each bar and its interval, or below a negative one, as long as there is room.
    guard panel.series.reduce(0, { $0 + $1.points.count }) <= 16 else { return plots }
    let largest = panel.series.flatMap(\.points).map { abs($0.y) }.filter(\.isFinite).max() ?? 0
    // No "-0.00".
    let (format, value) =
      largest < 10 ? ("%.2f", "abs($2) < 0.005 ? 0.0 : $2") : ("%.3g", "$2 == 0 ? 0.0 : $2")
    let text = "(gprintf('\(format)', \(value))) notitle with labels"
    let style = "font sprintf(',%g', 0.8 * text) textcolor rgb '#202020'"
    let above = "($2 < 0 ? NaN : valid(4) ? $4 : $2)"
    let below = "($2 < 0 ? (valid(3) ? $3 : $2) : NaN)"
    let labels = "\(data) using 1:\(above):\(text) offset 0, 0.6 \(style)"
    guard hasNegative else { return plots + [labels] }
    return plots + [labels, "\(data) using 1:\(below):\(text) offset 0, -0.7 \(style)"]
  }

  /// Whether a bar goes down.
  var hasNegative: Bool { points.contains { $0.y < 0 } }

  private func errorBars(_ data: String, _ points: [Point], _ colour: String) -> [String] {
    guard points.contains(where: { $0.low.isFinite && $0.high.isFinite }) else { return [] }
    // An arrow with two flat heads: `yerrorbars` leaves a white gap around the value.
    return [
      "\(data) using 1:3:(0):($4 - $3) notitle with vectors heads nofilled size screen 0.0045, 90 "
        + "linewidth 2.5 dashtype 1 \(colour)"
    ]
  }
}

extension [Series.Point] {
  /// Rows of x, y, low and high.
  var rows: [[Double]] { map { [$0.x, $0.y, $0.low, $0.high] } }
}
