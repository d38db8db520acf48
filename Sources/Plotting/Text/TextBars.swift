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
  /// A negative value's bar is light. Bars are as long as the axis's range says, or, without one, beside the
  /// panel's largest.
  var body: [String] {
    var lines: [String] = []
    for (category, name) in categories.map({ oneLine($0.text) }).enumerated() {
      if isGrouped { lines.append(fitted(name, width: columns).trimmedEnd) }
      for (index, series) in series.enumerated() {
        let name = fitted(isGrouped ? oneLine(series.name.text) : name, width: nameWidth)
        let value = series.points[category].estimate
        let bar = series.ink(index).painted(bar(of: value.value), colour: colour)
        let interval = whisker(of: value)
        lines.append(
          "  \(name) \(bar)\(Ink.faint.painted(interval, colour: colour)) \(value)".trimmedEnd)
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

  private var barWidth: Int {
    let numbers = series.flatMap(\.points).map { $0.estimate.description.displayWidth }
    return max(columns - nameWidth - min(numbers.max() ?? 0, 24) - 4, 1)
  }

  /// What a bar of the full width shows; intervals have room, too.
  private var largest: Double {
    let points = series.flatMap(\.points)
    let values = points.map(\.y) + points.map(\.high) + points.map(\.low)
    return y.range?.upperBound ?? values.map(abs).filter(\.isFinite).max() ?? 0
  }

  private func eighths(of value: Double) -> Int {
    guard largest > 0, value.isFinite else { return 0 }
    return Int((min(abs(value) / largest, 1) * Double(8 * barWidth)).rounded())
  }

  private func bar(of value: Double) -> String {
    let eighths = eighths(of: value)
    if value < 0 { return String(repeating: "░", count: (eighths + 4) / 8) }
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }

  /// The part of the interval beyond the bar's end.
  private func whisker(of value: Estimate) -> String {
    guard let end = value.value < 0 ? value.low : value.high else { return "" }
    let length = (eighths(of: end) + 4) / 8 - bar(of: value.value).count
    return length < 1 ? "" : String(repeating: "─", count: length - 1) + "┤"
  }
}
