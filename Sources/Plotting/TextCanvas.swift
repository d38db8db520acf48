import Foundation
import Words

/// Bars, cells and legends made of characters.
struct TextCanvas {
  let columns: Int
  let colour: Bool

  func bold(_ text: String) -> String {
    colour ? "\u{1b}[1m\(text)\u{1b}[0m" : text
  }

  /// A text in a colour of the palette.
  func painted(_ text: String, hue: Int) -> String {
    // The palette's black would not show on a dark screen.
    guard colour, Palette.rgb(hue) != 0 else { return text }
    return "\u{1b}[38;5;\(Self.index(of: Palette.rgb(hue)))m\(text)\u{1b}[0m"
  }

  /// The nearest of the 216 colours that terminals number from 16 on.
  private static func index(of rgb: UInt32) -> Int {
    [16, 8, 0].reduce(0) { $0 * 6 + (Int(rgb >> $1 & 0xff) * 5 + 127) / 255 } + 16
  }

  // MARK: Legends

  /// Names and the marks that stand for them, in as few lines as they fit.
  func legend(_ entries: [(mark: String, hue: Int, name: String)]) -> [String] {
    var lines: [String] = []
    var line = ""
    var width = 0
    for entry in entries where !entry.name.isEmpty {
      let name = fitted(oneLine(entry.name), width: min(entry.name.displayWidth, columns - 6))
      let length = entry.mark.displayWidth + 1 + name.displayWidth
      if width > 0, width + 3 + length > columns {
        lines.append(line)
        (line, width) = ("", 0)
      }
      line += (width == 0 ? "" : "   ") + painted(entry.mark, hue: entry.hue) + " " + name
      width += (width == 0 ? 0 : 3) + length
    }
    return width == 0 ? lines : lines + [line]
  }

  // MARK: Bars

  /// A bar to the right for each value, in groups of one category. A negative value's bar is light.
  /// It is as long as the axis's range says, or, without one, beside the panel's largest.
  func bars(categories: [Label], _ series: [Series], axis: Axis) -> [String] {
    let values = series.flatMap(\.points).map(\.y) + [axis.range?.upperBound ?? 0]
    let largest = values.map(abs).filter(\.isFinite).max() ?? 0
    // One series: the category stands before its bar. More: the names do, below the category.
    let isGrouped = series.count > 1
    let names = (isGrouped ? series.map(\.name) : categories).map(\.text)
    let nameWidth = min(names.map { oneLine($0).displayWidth }.max() ?? 0, columns / 3)
    let numbers = series.map { $0.points.map(\.estimate.description) }
    let numberWidth = min(numbers.joined().map(\.count).max() ?? 0, 24)
    let barWidth = max(columns - nameWidth - numberWidth - 4, 1)

    let label = axis.label.text
    var lines = label.isEmpty ? [] : [fitted(oneLine(label), width: columns).trimmedEnd]
    for (category, name) in categories.map(\.text).enumerated() {
      if isGrouped { lines.append(fitted(oneLine(name), width: columns).trimmedEnd) }
      for (index, series) in series.enumerated() {
        let value = series.points[category].y
        let share = largest > 0 && value.isFinite ? abs(value) / largest : 0
        let bar = Self.bar(share, width: barWidth, isNegative: value < 0)
        let label = fitted(oneLine(isGrouped ? series.name.text : name), width: nameWidth)
        lines.append(
          "  \(label) \(painted(bar, hue: series.hue ?? index)) \(numbers[index][category])")
      }
    }
    return lines
  }

  private static func bar(_ share: Double, width: Int, isNegative: Bool) -> String {
    let eighths = Int((share * Double(width) * 8).rounded())
    if isNegative { return String(repeating: "░", count: (eighths + 4) / 8) }
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }

  // MARK: Heat maps

  /// The cells as numbers, or, where there is no room for those, as shades.
  func cells(of map: HeatMap, x: String, y: String) -> [String] {
    let rowNames = map.rows.map { oneLine($0.text) }
    let nameWidth = min(rowNames.map(\.displayWidth).max() ?? 0, columns / 4)
    let room = columns - nameWidth - 1
    let hasNumbers = map.showsValues && map.columns.count * 6 <= room
    let cellWidth = hasNumbers ? 6 : 2
    let shown = min(map.columns.count, room / cellWidth)
    let largest = map.extent.map { max(abs($0.low), abs($0.high)) } ?? 0

    var lines: [String] = []
    if !(x + y).isEmpty {
      let axes = Messages.text("plotting.rows-and-columns", ["rows": y, "columns": x])
      lines.append(fitted(oneLine(axes), width: columns).trimmedEnd)
    }
    let names = map.columns.prefix(shown).map(\.text).map { name in
      // Of a name that does not fit at all, its first letter says more than a sign for "cut off".
      let name = oneLine(cellWidth > 2 ? name : String(name.prefix(1)))
      return fitted(name, width: cellWidth - 1) + " "
    }
    // Small is told from empty where there are empty cells.
    let shades = Array(map.values.joined().allSatisfy(\.isFinite) ? " ░▒▓█" : "·░▒▓█")
    lines.append((fitted("", width: nameWidth + 1) + names.joined()).trimmedEnd)
    for (row, values) in map.values.enumerated() {
      let cells = values.prefix(shown).map {
        cell($0, largest: largest, width: cellWidth, shades: hasNumbers ? nil : shades)
      }
      lines.append("\(fitted(rowNames[row], width: nameWidth)) \(cells.joined())".trimmedEnd)
    }
    if shown < map.columns.count {
      lines.append(
        Messages.text(
          "plotting.first-columns", ["shown": "\(shown)", "count": "\(map.columns.count)"]))
    }
    return lines
  }

  /// Two heat maps side by side, if both are and there is room; else nil.
  func pair(_ left: Panel, _ right: Panel) -> [String]? {
    let half = TextCanvas(columns: (columns - 2) / 2, colour: colour)
    let drawings = [left, right].compactMap { panel -> [String]? in
      guard case .heatMap(let map) = panel.content, !map.columns.isEmpty else { return nil }
      let widest = map.rows.map { oneLine($0.text).displayWidth }.max() ?? 0
      guard widest <= half.columns / 4, widest + 1 + 2 * map.columns.count <= half.columns
      else { return nil }
      let title =
        panel.title.isEmpty
        ? [] : [fitted(oneLine(panel.title.text), width: half.columns).trimmedEnd]
      return title + half.cells(of: map, x: panel.x.label.text, y: panel.y.label.text)
    }
    guard drawings.count == 2, drawings[0].count == drawings[1].count else { return nil }
    return zip(drawings[0], drawings[1]).map { left, right in
      let width = left.replacing(#/\u{1b}\[[0-9;]*m/#, with: "").displayWidth
      let gap = String(repeating: " ", count: max(0, half.columns + 2 - width))
      return (left + gap + right).trimmedEnd
    }
  }

  /// - Parameter shades: from the smallest to the greatest value; nil to write numbers.
  private func cell(_ value: Double, largest: Double, width: Int, shades: [Character]?) -> String {
    guard value.isFinite else { return String(repeating: " ", count: width) }
    let share = largest > 0 ? abs(value) / largest : 0
    if let shades {
      let shade = shades[min(Int(share * 5), 4)]
      return painted(String(repeating: shade, count: width), hue: value < 0 ? 1 : 0)
    }
    let number = fitted(String(format: "%.2f", value), width: width - 1)
    guard colour else { return number + " " }
    // From the terminal's dark grey to white: the greater, the brighter.
    let background = 236 + Int((share * 19).rounded())
    let text = background > 245 ? 16 : 255
    return "\u{1b}[48;5;\(background);38;5;\(text)m\(number) \u{1b}[0m"
  }

  // MARK: What gnuplot draws

  /// gnuplot's drawing without the form feed before it and the empty lines around it.
  static func trimmed(_ drawing: String) -> [String] {
    let lines = drawing.replacing("\u{c}", with: "").split(
      separator: "\n", omittingEmptySubsequences: false)
    let isBlank = { (line: Substring) in
      line.replacing(#/\u{1b}\[[0-9;]*m/#, with: "").allSatisfy(\.isWhitespace)
    }
    guard let first = lines.firstIndex(where: { !isBlank($0) }),
      let last = lines.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return lines[first...last].map {
      $0.contains("\u{1b}") ? $0 + "\u{1b}[0m" : String($0).trimmedEnd
    }
  }
}

extension String {
  /// The text without the spaces at its end.
  var trimmedEnd: String {
    var result = self
    while result.last == " " { result.removeLast() }
    return result
  }
}
