/// A drawing of Braille dots, two by four in each cell, and of characters that lie upon them.
///
/// What lies higher hides what lies lower in its cell; dots of one layer share it.
struct TextGrid {
  enum Layer: Int { case empty, ground, line, whisker, mark }

  private struct Cell {
    var layer = Layer.empty
    var dots: UInt8 = 0
    var character: Character?
    var ink = Ink.plain

    var symbol: Character {
      if let character { return character }
      guard dots != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(dots)) else { return " " }
      return Character(scalar)
    }
  }

  let columns: Int
  let rows: Int
  private var cells: [Cell]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = [Cell](repeating: Cell(), count: columns * rows)
  }

  /// Dots from the left, and from the top.
  var width: Int { 2 * columns }
  var height: Int { 4 * rows }

  /// The bits of a Braille pattern's eight dots, row by row (Unicode, U+2800 to U+28FF).
  private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

  mutating func dot(_ x: Int, _ y: Int, _ ink: Ink, _ layer: Layer) {
    guard 0..<width ~= x, 0..<height ~= y else { return }
    let index = y / 4 * columns + x / 2
    guard layer.rawValue >= cells[index].layer.rawValue, cells[index].character == nil else {
      return
    }
    if layer != cells[index].layer { cells[index] = Cell(layer: layer) }
    cells[index].dots |= Self.bits[y % 4 * 2 + x % 2]
    cells[index].ink = ink
  }

  /// A straight line (Bresenham's algorithm), of which every `step`th dot is drawn.
  mutating func line(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ ink: Ink, _ layer: Layer,
    step: Int = 1
  ) {
    let (dx, dy) = (abs(end.x - start.x), -abs(end.y - start.y))
    var (x, y, error) = (start.x, start.y, dx + dy)
    while true {
      // Which dots are left out depends on the place, so that pieces join without a seam.
      if (dx >= -dy ? x : y) % step == 0 { dot(x, y, ink, layer) }
      if (x, y) == (end.x, end.y) { return }
      let doubled = 2 * error
      if doubled >= dy { (error, x) = (error + dy, x + (start.x < end.x ? 1 : -1)) }
      if doubled <= dx { (error, y) = (error + dx, y + (start.y < end.y ? 1 : -1)) }
    }
  }

  mutating func put(_ character: Character, column: Int, row: Int, _ ink: Ink, _ layer: Layer) {
    guard 0..<columns ~= column, 0..<rows ~= row else { return }
    let index = row * columns + column
    guard layer.rawValue >= cells[index].layer.rawValue else { return }
    cells[index] = Cell(layer: layer, character: character, ink: ink)
  }

  /// Whether a mark lies there.
  func hasMark(column: Int, row: Int) -> Bool {
    guard 0..<columns ~= column, 0..<rows ~= row else { return true }
    return cells[row * columns + column].layer == .mark
  }

  /// The rows from the top, neighbours of one colour together.
  func lines(colour: Bool) -> [String] {
    (0..<rows).map { row in
      var line = ""
      var run = (text: "", ink: Ink.plain)
      for cell in cells[(row * columns)..<((row + 1) * columns)] {
        if cell.ink != run.ink {
          line += run.ink.painted(run.text, colour: colour)
          run = ("", cell.ink)
        }
        run.text.append(cell.symbol)
      }
      return line + run.ink.painted(run.text, colour: colour)
    }
  }
}
