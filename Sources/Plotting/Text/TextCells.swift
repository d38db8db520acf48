import Foundation
import Words

/// A heat map of coloured cells; where there is no colour, of digits.
struct TextCells {
  let map: HeatMap
  let x: String
  let y: String
  let columns: Int
  let colour: Bool

  /// What rows and columns are.
  var head: [String] {
    guard !(x + y).isEmpty else { return [] }
    let axes = Messages.text("plotting.rows-and-columns", ["rows": y, "columns": x])
    return wrapped(oneLine(axes), width: columns)
  }

  /// One line for each row, below the columns' names.
  var body: [String] {
    var lines = [columnNames]
    for (row, values) in map.values.enumerated() {
      let name = fitted(oneLine(map.rows[row].text), width: nameWidth)
      let cells = values.prefix(shown).enumerated().map { column, value in
        cell(value, isFramed: map.framed == HeatMap.Cell(row: row, column: column))
      }
      lines.append("\(name) \(cells.joined())".trimmedEnd)
    }
    return lines + notes
  }

  /// Each name as far as there is room before the next one.
  private var columnNames: String {
    let names = map.columns.prefix(shown).map { oneLine($0.text).drop { $0 == " " } }
    var line = "".filled(to: nameWidth + 1)
    for (index, name) in names.enumerated() where !name.isEmpty {
      let next = names[(index + 1)...].firstIndex { !$0.isEmpty } ?? names.count
      let room = min(columns - nameWidth - 1, next * cellWidth) - index * cellWidth
      // Of a name that does not fit at all, its first letter says more than a sign for "cut off".
      let word = room > 3 ? fitted(String(name), width: room - 1) : String(name.prefix(1))
      line = line.filled(to: nameWidth + 1 + index * cellWidth) + word
    }
    return line.trimmedEnd
  }

  /// The columns that the map needs at least; nil if a narrower one would be cut.
  var leastWidth: Int { rowNameWidth + 1 + 2 * map.columns.count }

  private var rowNameWidth: Int { map.rows.map { oneLine($0.text).displayWidth }.max() ?? 0 }
  private var nameWidth: Int { min(rowNameWidth, columns / 4) }
  private var room: Int { columns - nameWidth - 1 }
  private var hasNumbers: Bool { map.showsValues && map.columns.count * 6 <= room }
  private var cellWidth: Int {
    hasNumbers ? 6 : max(2, min(6, room / max(map.columns.count, 1)))
  }
  private var shown: Int { min(map.columns.count, room / cellWidth) }
  private var largest: Double { map.extent.map { max(abs($0.low), abs($0.high)) } ?? 0 }

  private var notes: [String] {
    var notes: [String] = []
    if !hasNumbers, !colour, largest > 0 {
      notes.append(
        Messages.text("plotting.digits", ["largest": String(format: "%.2g", largest)]))
    }
    if shown < map.columns.count {
      notes.append(
        Messages.text(
          "plotting.first-columns", ["shown": "\(shown)", "count": "\(map.columns.count)"]))
    }
    return notes.flatMap { wrapped($0, width: columns) }
  }

  /// A number, or the tenths of the largest; the more, the stronger the colour. A framed one has a star.
  private func cell(_ value: Double, isFramed: Bool) -> String {
    guard value.isFinite else { return String(repeating: " ", count: cellWidth) }
    let share = largest > 0 ? min(abs(value) / largest, 1) : 0
    let tenths = "\(Int(bounded: (share * 10).rounded(.down)))".prefix(value < 0 ? 1 : 2)
    let digit = share > 0.999 ? "X" : tenths
    let number =
      hasNumbers ? value.formatted(places: 2) : colour ? "" : (value < 0 ? "−" : "") + digit
    let text = fitted(number + (isFramed ? "*" : ""), width: cellWidth)
    guard colour else { return text }
    let level = Int(bounded: (share * 5).rounded())
    // Steps of the 6×6×6 cube that terminals number from 16 on, from dark grey to a hue.
    let blues = [236, 17, 18, 25, 32, 39]
    let reds = [236, 52, 88, 130, 166, 208]
    let background = (value < 0 ? reds : blues)[level]
    return "\u{1b}[48;5;\(background);38;5;\(level > 3 ? 16 : 255)m\(text)\u{1b}[0m"
  }
}
