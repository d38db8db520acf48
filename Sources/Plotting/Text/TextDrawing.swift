/// Draws series into a grid of Braille dots and marks.
struct TextDrawing {
  let x: TextScale
  let y: TextScale
  var grid: TextGrid
  /// The row in which each series ends, by its place in the panel.
  private(set) var ends: [Int: Int] = [:]

  init(x: TextScale, y: TextScale, grid: TextGrid) {
    (self.x, self.y, self.grid) = (x, y, grid)
  }

  /// - Parameter tag: a letter at the series' end, by which it is told from others without colour.
  mutating func draw(_ series: Series, _ points: [Series.Point], _ index: Int, tag: Character?) {
    let ink = series.ink(index)
    drawWorlds(points, ink)
    let heights = series.smooth(points)
    let path = zip(points, heights).map { place($0.x, $1) }
    switch series.marks {
    case .points: drawMarks(points, series.textMark(index, count: points.count), ink)
    case .band:
      drawPath(points.map { place($0.x, $0.low) }, ink.faint, .ground, step: 2)
      drawPath(points.map { place($0.x, $0.high) }, ink.faint, .ground, step: 2)
      drawPath(path, ink, .line)
    case .histogram(let width): fill(points, width: width, ink)
    case .curve: drawPath(path, ink, .line, step: 2)
    case .line, .bars: drawPath(path, ink, .line)
    }
    noteEnd(of: zip(points, path).filter { $1 != nil }.map { ($0.x, $1) }, index, ink, tag)
  }

  private func place(_ x: Double, _ y: Double) -> (x: Int, y: Int)? {
    guard let across = self.x.share(x), let up = self.y.share(y) else { return nil }
    return (
      Int(bounded: (across * Double(grid.width - 1)).rounded()),
      Int(bounded: ((1 - up) * Double(grid.height - 1)).rounded())
    )
  }

  private mutating func drawPath(
    _ path: [(x: Int, y: Int)?], _ ink: Ink, _ layer: TextGrid.Layer, step: Int = 1
  ) {
    for (start, end) in zip(path, path.dropFirst()) {
      if let start, let end { grid.line(from: start, to: end, ink, layer, step: step) }
    }
    // A point between two gaps, or alone, makes no line.
    for index in path.indices {
      let neighbours = [index - 1, index + 1].filter(path.indices.contains).map { path[$0] }
      if let point = path[index], neighbours.allSatisfy({ $0 == nil }) {
        grid.put("●", column: point.x / 2, row: point.y / 4, ink, layer)
      }
    }
  }

  private mutating func drawWorlds(_ points: [Series.Point], _ ink: Ink) {
    for point in points {
      for (number, value) in point.worlds.enumerated() {
        let places = point.worldsPlaces ?? []
        let across = places.count == point.worlds.count ? places[number] : point.x
        if let dot = place(across, value) { grid.dot(dot.x, dot.y, ink.faint, .ground) }
      }
    }
  }

  private mutating func drawMarks(_ points: [Series.Point], _ mark: Character, _ ink: Ink) {
    for point in points {
      guard let spot = place(point.x, point.y) else { continue }
      let row = spot.y / 4
      // Marks of several series at one place stand beside each other.
      let nearby = [0, 1, -1, 2, -2].map { spot.x / 2 + $0 }
      let free = points.count > 40 ? nil : nearby.first { !grid.hasMark(column: $0, row: row) }
      let column = free ?? spot.x / 2
      if let low = place(point.x, point.low), let high = place(point.x, point.high) {
        let (top, bottom) = (high.y / 4, low.y / 4)
        for other in top...max(top, bottom) where other != row {
          let character: Character = other == top ? "┬" : other == bottom ? "┴" : "│"
          grid.put(character, column: column, row: other, ink.faint, .whisker)
        }
      }
      grid.put(mark, column: column, row: row, ink, .mark)
    }
  }

  private mutating func fill(_ points: [Series.Point], width: Double, _ ink: Ink) {
    for point in points {
      guard let top = place(point.x, point.y), point.y > 0,
        let left = place(point.x - width / 2, point.y),
        let right = place(point.x + width / 2, point.y)
      else { continue }
      for across in left.x..<max(right.x, left.x + 1) {
        for down in top.y..<grid.height { grid.dot(across, down, ink, .ground) }
      }
    }
  }

  private mutating func noteEnd(
    of path: [(x: Double, place: (x: Int, y: Int)?)], _ index: Int, _ ink: Ink, _ tag: Character?
  ) {
    // An upright line ends at its top.
    guard let end = path.max(by: { ($0.x, $1.place?.y ?? 0) < ($1.x, $0.place?.y ?? 0) })?.place
    else { return }
    let row = end.y / 4
    ends[index] = row
    guard let tag else { return }
    // Of two that end at one place, one letter stands before the other.
    let columns = [0, -2, -4].map { end.x / 2 + $0 }
    let free = columns.first { !grid.hasMark(column: $0, row: row) }
    grid.put(tag, column: free ?? end.x / 2, row: row, ink, .mark)
  }
}

extension Ink {
  var faint: Ink { Ink(hue: hue, isFaint: true) }
}

extension Series {
  /// The character that stands for a point of the series.
  func textMark(_ index: Int, count: Int) -> Character {
    let marks: [Character] =
      count > 40 ? ["·", "×", "+", "∘", "*", "~"] : ["●", "■", "▲", "◆", "○", "□", "△", "◇"]
    return marks[index % marks.count]
  }
}
