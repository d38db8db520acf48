import Metrics
import Words

/// One set of measurements, and the marks that show it.
package struct Series: Codable, Sendable {
  /// The name in the legend; empty for no entry.
  package let name: Label
  let marks: Marks
  let points: [Point]
  /// Which colour of the palette; nil for the series' own place in the panel.
  let hue: Int?

  enum Marks: Codable, Sendable {
    /// The raw curve, faint, under its moving average; nil for the raw curve alone.
    case line(smoothing: Double?)
    /// A fitted or theoretical curve, thin and dashed.
    case curve
    case points
    case band
    case bars
    /// Bars as wide as the bins, which touch.
    case histogram(binWidth: Double)
  }

  /// A measurement, with its interval; without one, `low` and `high` are NaN.
  struct Point: Codable, Sendable {
    var x: Double
    var y: Double
    var low = Double.nan
    var high = Double.nan
    /// The same measurement in other worlds, drawn as small dots.
    var worlds: [Double] = []
    /// Where these dots lie, if not at `x`.
    var worldsPlaces: [Double]?

    var estimate: Estimate {
      let hasInterval = low.isFinite && high.isFinite
      return Estimate(
        value: y, low: hasInterval ? low : nil, high: hasInterval ? high : nil, n: nil)
    }
  }

  /// A line through (x, y). A noisy one is drawn faint, under its moving average.
  ///
  /// - Parameter smoothing: The decay of the moving average, such as 0.9; nil for none.
  package static func line(
    _ name: Label, x: [Double], y: [Double], smoothing: Double? = nil, hue: Int? = nil
  ) -> Series {
    Series(name: name, marks: .line(smoothing: smoothing), points: paired(x, y), hue: hue)
  }

  /// A line through a recorded metric.
  package static func line(
    _ name: Label, _ metric: [(step: Int, value: Double)], smoothing: Double? = nil,
    hue: Int? = nil
  ) -> Series {
    line(
      name, x: metric.map { Double($0.step) }, y: metric.map(\.value), smoothing: smoothing,
      hue: hue)
  }

  /// A fitted or theoretical curve through (x, y). Give it the hue of the points that it fits.
  package static func curve(_ name: Label, x: [Double], y: [Double], hue: Int? = nil) -> Series {
    Series(name: name, marks: .curve, points: paired(x, y), hue: hue)
  }

  /// Points with error bars where the estimates have intervals.
  package static func points(
    _ name: Label, x: [Double], y: [Estimate], hue: Int? = nil
  ) -> Series {
    Series(name: name, marks: .points, points: paired(x, y), hue: hue)
  }

  /// A line through the estimates, within the band of their intervals.
  package static func band(
    _ name: Label, x: [Double], y: [Estimate], hue: Int? = nil
  ) -> Series {
    Series(name: name, marks: .band, points: paired(x, y), hue: hue)
  }

  /// One bar for each category of the panel, with error bars where the estimates have intervals.
  package static func bars(_ name: Label, _ values: [Estimate], hue: Int? = nil) -> Series {
    Series(
      name: name, marks: .bars, points: paired(values.indices.map(Double.init), values), hue: hue)
  }

  /// The share of `values` that falls into each bin. Histograms to be compared need the same bins.
  ///
  /// - Parameters:
  ///   - range: What the bins span together. Values outside it are counted in the first or last
  ///     bin.
  package static func histogram(
    _ name: Label, of values: [Double], in range: ClosedRange<Double>, binCount: Int = 20,
    hue: Int? = nil
  ) -> Series {
    guard binCount > 0 else { fatalError("Series.histogram(binCount: \(binCount))") }
    // A range of one value still needs bins of some width.
    let span = range.upperBound - range.lowerBound
    let width = (span > 0 ? span : 1) / Double(binCount)
    var counts = [Int](repeating: 0, count: binCount)
    let values = values.filter(\.isFinite)
    for value in values {
      let bin = ((value - range.lowerBound) / width).rounded(.down)
      counts[min(max(Int(bounded: bin), 0), binCount - 1)] += 1
    }
    let points = counts.enumerated().map { bin, count in
      Point(
        x: range.lowerBound + (Double(bin) + 0.5) * width,
        y: Double(count) / Double(max(values.count, 1)))
    }
    return Series(
      name: name, marks: .histogram(binWidth: width), points: values.isEmpty ? [] : points,
      hue: hue)
  }

  /// The series with small dots beside each point: what its result was in other worlds.
  ///
  /// - Parameters:
  ///   - worlds: nil where nothing is known of other worlds.
  ///   - names: of the results, one for each point.
  ///   - places: of results that say where the dots of each point lie; nil for the point's own x.
  package func beside(
    _ worlds: ReferenceResults?, _ names: [String], at places: [String]? = nil
  ) -> Series {
    guard let worlds else { return self }
    guard names.count == points.count else {
      fatalError("Series.beside: \(names.count) names for \(points.count) points")
    }
    let points = self.points.indices.map { index in
      var point = self.points[index]
      point.worlds = worlds.values[names[index]]?.filter(\.isFinite) ?? []
      point.worldsPlaces = places.flatMap { worlds.values[$0[index]]?.filter(\.isFinite) }
      return point
    }
    return Series(name: name, marks: marks, points: points, hue: hue)
  }

  private static func paired(_ x: [Double], _ y: [Double]) -> [Point] {
    paired(x, y.map { Estimate($0) })
  }

  private static func paired(_ x: [Double], _ y: [Estimate]) -> [Point] {
    guard x.count == y.count else {
      fatalError("Series: \(x.count) x values for \(y.count) y values")
    }
    return zip(x, y).map { x, y in
      Point(x: x, y: y.value, low: y.low ?? .nan, high: y.high ?? .nan)
    }
  }
}

/// A matrix of coloured cells, such as attention weights.
package struct HeatMap: Codable, Sendable {
  /// The names of the rows, from the top.
  package let rows: [Label]
  package let columns: [Label]
  /// One array a row. A cell that is not finite stays empty.
  package let values: [[Double]]
  /// Whether each cell shows its number.
  package let showsValues: Bool
  /// What the colours span, if not this map's own values: maps of one figure share it.
  package let range: ClosedRange<Double>?
  /// Whether a bar beside the map tells what the colours mean.
  package let showsScale: Bool
  /// A cell to put a frame around, where the text speaks of it.
  package let framed: Cell?

  package struct Cell: Codable, Equatable, Sendable {
    package let row: Int
    package let column: Int
  }

  package init(
    rows: [Label], columns: [Label], values: [[Double]], showsValues: Bool = true,
    range: ClosedRange<Double>? = nil, showsScale: Bool = true,
    framed: (row: Int, column: Int)? = nil
  ) {
    guard values.count == rows.count, values.allSatisfy({ $0.count == columns.count }) else {
      fatalError(
        "HeatMap: \(rows.count) row names and \(columns.count) column names for rows of "
          + "\(values.map(\.count)) values")
    }
    self.rows = rows
    self.columns = columns
    self.values = values
    self.showsValues = showsValues
    self.range = range
    self.showsScale = showsScale
    self.framed = framed.map { Cell(row: $0.row, column: $0.column) }
  }

  /// The same cells with other names.
  func named(rows: [Label], columns: [Label]) -> HeatMap {
    HeatMap(
      rows: rows, columns: columns, values: values, showsValues: showsValues, range: range,
      showsScale: showsScale, framed: framed.map { ($0.row, $0.column) })
  }

  /// What the colours span; nil if there is no finite value.
  var extent: (low: Double, high: Double)? {
    let finite = values.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    return range.map { ($0.lowerBound, $0.upperBound) } ?? (low, high)
  }
}
