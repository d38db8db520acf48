import Words

/// The names of a panel's series: at the ends of their lines, or, where names are long or many, above.
struct TextTags {
  private struct Tag {
    let index: Int
    /// The mark of points; the letter at a line's end; nil where the colour says enough.
    let sign: String?
    let name: String
    let ink: Ink
    let isLetter: Bool
    let isDotted: Bool
  }

  private let tags: [Tag]
  private let colour: Bool
  private let isAbove: Bool
  private let columns: Int
  private let rows: Int

  init(_ panel: Panel, _ visible: VisibleData, colour: Bool, columns: Int, rows: Int) {
    var named = panel.series.enumerated().filter {
      !$1.name.isEmpty && !visible.points[$0].isEmpty
    }
    // A single one that the panel's title has named already.
    if named.count == 1, panel.legend == .none || named[0].element.name == panel.title {
      named = []
    }
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init)
    let lines = named.filter { !$1.isPoints }.map(\.offset)
    let needsLetters = !colour && lines.count > 1
    tags = named.map { index, series in
      let count = visible.points[index].count
      let letter = lines.firstIndex(of: index).map { letters[$0 % letters.count] }
      let isUpright = count > 1 && Set(visible.points[index].map(\.x)).count == 1
      let mark =
        series.isPoints
        ? String(series.textMark(index, count: count)) : isUpright && colour ? "│" : nil
      return Tag(
        index: index, sign: mark ?? (needsLetters ? letter : nil), name: oneLine(series.name.text),
        ink: series.ink(index), isLetter: mark == nil && needsLetters, isDotted: series.isCurve)
    }
    let widest = tags.map { ($0.sign == nil ? 1 : 3) + $0.name.displayWidth }.max() ?? 0
    isAbove = widest > columns * 3 / 10 || tags.count > rows
    (self.colour, self.columns, self.rows) = (colour, columns, rows)
    width = isAbove ? 0 : widest
  }

  /// The columns that labels take beside the drawing.
  let width: Int

  /// The letter at the end of a line.
  func letter(of index: Int) -> Character? {
    tags.first { $0.index == index && $0.isLetter }?.sign?.first
  }

  /// The lines above the drawing that name the series; none where labels stand at the ends.
  var legend: [String] {
    guard isAbove else { return [] }
    var lines: [String] = []
    for tag in tags {
      let sign = tag.sign ?? (tag.isDotted ? "⠂⠂⠂" : "⠒⠒⠒")
      let name = fitted(tag.name, width: min(tag.name.displayWidth, columns - 4))
      let entry = tag.ink.painted(sign, colour: colour) + " " + name
      if let last = lines.last, last.visibleWidth + 3 + entry.visibleWidth <= columns {
        lines[lines.count - 1] = last + "   " + entry
      } else {
        lines.append(entry)
      }
    }
    return lines
  }

  /// The label of each row that has one.
  func labels(atRowsOf ends: [Int: Int]) -> [Int: String] {
    guard !isAbove else { return [:] }
    let shown = tags.filter { ends[$0.index] != nil }
    let places = spreadRows(shown.map { ends[$0.index] ?? 0 }, in: rows)
    let labels = zip(places, shown).map { row, tag in
      let text = " " + (tag.sign.map { $0 + " " } ?? "") + tag.name
      return (row, tag.ink.painted(text, colour: colour))
    }
    return Dictionary(labels) { first, _ in first }
  }
}
