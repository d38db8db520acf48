import Words

/// A small curve of dots (Braille, U+2800 to U+28FF: two by four in each character), with the range of its values.
struct Sparkline {
  let name: String
  let points: [Double]
  /// The curve of an earlier training, drawn dim behind it.
  let ghost: [Double]
  /// Points of the whole training.
  let total: Int

  func lines(columns: Int, rows: Int) -> [StyledText] {
    let values = (points + ghost).filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), let last = points.last else { return [] }
    let labels = [high, low].map { $0.formatted(places: 2) }
    let margin = (labels.map(\.count).max() ?? 0) + 1
    let width = max(8, columns - margin)
    let own = dots(points, low, high, width, rows)
    let behind = dots(ghost, low, high, width, rows)
    var head = StyledText("\(name) ", .dim)
    head.append(last.formatted(places: 2), .bold)
    if let end = ghost.last {
      head.append(" " + Messages.text("live.before", ["value": end.formatted(places: 2)]), .dim)
    }
    let indent = min(margin, max(0, columns - head.plain.displayWidth))
    return [(StyledText(String(repeating: " ", count: indent)) + head).truncated(to: columns)]
      + (0..<rows).map { row in
        let label = row == 0 ? labels[0] : row == rows - 1 ? labels[1] : ""
        var line = StyledText(
          String(repeating: " ", count: margin - 1 - label.count) + label + " ", .dim)
        for column in 0..<width {
          let (mine, other) = (own[row][column], behind[row][column])
          let scalar = Unicode.Scalar(0x2800 + UInt32(mine != 0 ? mine : other)) ?? " "
          line.append(String(Character(scalar)), mine != 0 ? .cyan : .dim)
        }
        return line
      }
  }

  /// Which of the eight dots of each character are set.
  private func dots(
    _ points: [Double], _ low: Double, _ high: Double, _ width: Int, _ rows: Int
  ) -> [[UInt8]] {
    // Bits of a character's dots, from its top, left and right (Unicode 15, chapter 21.1).
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    var cells = [[UInt8]](repeating: [UInt8](repeating: 0, count: width), count: rows)
    let span = max(1, max(total, points.count) - 1)
    var last: Int?
    for (index, value) in points.enumerated() where value.isFinite {
      let x = index * (2 * width - 1) / span
      let share = high > low ? (value - low) / (high - low) : 0.5
      let y = Int(bounded: (Double(4 * rows - 1) * (1 - share)).rounded())
      // A steep step is drawn as a line.
      for y in min(y, last ?? y)...max(y, last ?? y) {
        cells[y / 4][x / 2] |= bits[y % 4][x % 2]
      }
      last = y
    }
    return cells
  }
}
