import Metrics
import Words

/// A panel of bars that go to the right, each with its value and interval.
struct TextBars {
  let categories: [Label]
  let series: [Series]
  let x: Axis
  let y: Axis
  let columns: Int
  let colour: Bool

  /// What the bars measure, and by what.
  var head: [String] {
    let names = [y, x].map { oneLine($0.label.text) }
    let isSplit = !names.contains("")
    let words =
      isSplit ? Messages.text("plotting.by", ["y": names[0], "x": names[1]]) : names.joined()
    return wrapped(words, width: columns)
  }

  /// One line for each bar; with several series, one more for each category.
  ///
  /// A negative value's bar goes to the left. Bars are as long as the axis's range says, or, without one, beside
  /// the panel's largest.
  var body: [String] {
    var lines: [String] = []
    for (category, name) in categories.map({ oneLine($0.text) }).enumerated() {
      if isGrouped { lines.append(fitted(name, width: columns).trimmedEnd) }
      for (index, series) in series.enumerated() {
        let name = fitted(isGrouped ? oneLine(series.name.text) : name, width: nameWidth)
        let value = series.points[category].estimate
        let bar = series.ink(index).painted(bar(of: value.value), colour: colour)
        let interval = Ink.faint.painted(whisker(of: value), colour: colour)
        let drawn =
          value.value < 0
          ? "".filled(to: leftWidth - (bar + interval).visibleWidth) + interval + bar
          : "".filled(to: leftWidth) + (hasBelow ? "│" : "") + bar + interval
        lines.append("  \(name) \(drawn) \(value)".trimmedEnd)
      }
    }
    return lines
  }

  /// One series: the category stands before its bar. More: the names do, below the category.
  private var isGrouped: Bool { series.count > 1 }

  private var nameWidth: Int {
    let names = (isGrouped ? series.map(\.name) : categories).map { oneLine($0.text).displayWidth }
    return min(names.max() ?? 0, columns / 3)
  }

  /// The columns for all bars, with the line at 0 if there is one.
  private var room: Int {
    let numbers = series.flatMap(\.points).map { $0.estimate.description.displayWidth }
    return max(columns - nameWidth - min(numbers.max() ?? 0, 24) - 4 - (hasBelow ? 2 : 0), 1)
  }

  /// Negative bars go to the left of an upright line.
  private var hasBelow: Bool { series.flatMap(\.points).contains { $0.y < 0 } }

  /// How far bars and their intervals go to the left of 0, and to the right.
  private var reach: (below: Double, above: Double) {
    let points = series.flatMap(\.points)
    let ends = (points.map(\.y) + points.map(\.low) + points.map(\.high)).filter(\.isFinite)
    let above = y.range?.upperBound ?? ends.max() ?? 0
    return (hasBelow ? max(0, -(ends.min() ?? 0)) : 0, max(0, above))
  }

  private var leftWidth: Int {
    let (below, above) = reach
    return hasBelow ? Int(bounded: (below / (below + above) * Double(room)).rounded(.up)) : 0
  }

  private func eighths(of value: Double) -> Int {
    let (below, above) = reach
    guard below + above > 0, value.isFinite else { return 0 }
    let length = min(abs(value), value < 0 ? below : above) / (below + above)
    return Int(bounded: (length * Double(8 * room)).rounded())
  }

  private func bar(of value: Double) -> String {
    let eighths = eighths(of: value)
    if value < 0 { return String(repeating: "█", count: (eighths + 4) / 8) }
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }

  /// The part of the interval beyond the bar's end.
  private func whisker(of value: Estimate) -> String {
    guard let end = value.value < 0 ? value.low : value.high else { return "" }
    // An interval that goes across 0 is not drawn there.
    guard (end < 0) == (value.value < 0) else { return "" }
    let length = (eighths(of: end) + 4) / 8 - bar(of: value.value).count
    guard length > 0 else { return "" }
    let line = String(repeating: "─", count: length - 1)
    return value.value < 0 ? "├" + line : line + "┤"
  }
}
