import Foundation
import Metrics
import Words

extension Figure {
  /// What the figure shows, in a sentence or two, for those who cannot see it: computed from its data.
  package var summary: String {
    panels.map { panel in
      let told = panel.summary
      // A series may be called what the panel is.
      guard !told.isEmpty, panels.count > 1, !told.hasPrefix(panel.title.text) else { return told }
      return Messages.text("plotting.told.panel", ["panel": panel.title.text, "told": told])
    }
    .filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension Panel {
  /// What each series does, or where the panel's values are largest; empty where there is nothing to tell.
  fileprivate var summary: String {
    let parts =
      switch content {
      case .series: curves
      case .bars(let categories, let series): bars(categories, series)
      case .heatMap(let map): [map.summary].compactMap(\.self)
      }
    guard !parts.isEmpty else { return "" }
    return parts.joined(separator: "; ") + "."
  }

  private var curves: [String] {
    let visible = VisibleData(of: self)
    let drawn = zip(series, visible.points).filter { !$1.isEmpty }
    // Marks on a line that has a name have none.
    let named = drawn.filter { !$0.0.name.isEmpty }
    let heights = visible.heights.filter(\.isFinite)
    let span = y.range.map { $0.upperBound - $0.lowerBound } ?? 0
    let extent = max(span, (heights.max() ?? 0) - (heights.min() ?? 0))
    return (named.isEmpty ? Array(drawn.prefix(1)) : named).compactMap { series, points in
      let name = series.name.isEmpty ? y.label.text : series.name.text
      return series.summary(of: points, called: name, in: extent, x: x.label.text)
    }
  }

  private func bars(_ categories: [Label], _ series: [Series]) -> [String] {
    series.flatMap { series -> [String] in
      let name = series.name.isEmpty ? y.label.text : series.name.text
      let values = zip(categories, series.points).filter { $1.y.isFinite }
      guard values.count > 4 else {
        let list = values.map { "\($0.text) \(short($1.y))" }.joined(separator: ", ")
        return list.isEmpty ? [] : ["\(name): \(list)"]
      }
      guard let most = values.max(by: { $0.1.y < $1.1.y }),
        let least = values.min(by: { $0.1.y < $1.1.y })
      else { return [] }
      return [
        Messages.text(
          "plotting.told.extremes",
          [
            "name": name, "most": most.0.text, "high": short(most.1.y), "least": least.0.text,
            "low": short(least.1.y),
          ])
      ]
    }
  }
}

extension Series {
  /// - Parameters:
  ///   - extent: how much the panel's y axis spans.
  ///   - x: what the x axis measures.
  fileprivate func summary(
    of points: [Point], called name: String, in extent: Double, x: String
  ) -> String? {
    let points = zip(points, smooth(points)).filter { $1.isFinite }
      // What is left of 0 by rounding is 0.
      .map { ($0.x, abs($1) < 1e-9 * extent ? 0 : $1) }
      .sorted { $0.0 < $1.0 }
    guard let first = points.first, let last = points.last else { return nil }
    var values = ["name": name, "first": short(first.1), "last": short(last.1)]
    if case .histogram = marks {
      guard let peak = points.max(by: { $0.1 < $1.1 }) else { return nil }
      values["place"] = short(peak.0)
      return Messages.text("plotting.told.peak", values)
    }
    // An upright line is a mark on the x axis.
    if first.0 == last.0, points.count > 1 {
      values["place"] = short(first.0)
      return Messages.text("plotting.told.upright", values)
    }
    if points.count == 1 { return Messages.text("plotting.told.one", values) }
    if isPoints, points.count > 40 || Set(points.map(\.0)).count < points.count {
      let correlation = rankCorrelation(points.map(\.0), points.map(\.1))
      values["count"] = "\(points.count)"
      let trend = correlation > 0.3 ? "rising" : correlation < -0.3 ? "falling" : "level"
      return Messages.text("plotting.told.cloud-\(trend)", values)
    }
    return Messages.text("plotting.told.\(turn(of: points, in: extent, &values))", values)
  }

  /// Whether a course rises, falls, stays, or turns in between.
  private func turn(
    of points: [(Double, Double)], in extent: Double, _ values: inout [String: String]
  ) -> String {
    guard let first = points.first?.1, let last = points.last?.1,
      let top = points.max(by: { $0.1 < $1.1 }), let bottom = points.min(by: { $0.1 < $1.1 })
    else { return "stays" }
    if top.1 - max(first, last) > 0.15 * extent {
      (values["place"], values["turn"]) = (short(top.0), short(top.1))
      return "peaks"
    }
    if min(first, last) - bottom.1 > 0.15 * extent {
      (values["place"], values["turn"]) = (short(bottom.0), short(bottom.1))
      return "dips"
    }
    guard abs(last - first) > 0.04 * extent else { return "stays" }
    return last > first ? "rises" : "falls"
  }
}

extension HeatMap {
  /// A column without a name, for want of room, is called as its row, where rows and columns are the same things.
  private func name(ofColumn column: Int) -> String {
    let name = columns[column].text
    guard name.allSatisfy({ $0 == " " }), rows.count == columns.count else { return name }
    return rows[column].text
  }

  /// Where the largest value stands.
  fileprivate var summary: String? {
    let cells = values.enumerated().flatMap { row, values in
      values.enumerated().map { (row: row, column: $0, value: $1) }
    }
    // Where a row has but one cell, there is nothing to compare.
    .filter { cell in
      cell.value.isFinite && values[cell.row].filter(\.isFinite).count > 1
    }
    guard let most = cells.max(by: { $0.value < $1.value }) else { return nil }
    let place = framed ?? Cell(row: most.row, column: most.column)
    let value = values[place.row][place.column]
    return Messages.text(
      framed == nil ? "plotting.told.cell" : "plotting.told.framed",
      [
        "row": rows[place.row].text, "column": name(ofColumn: place.column), "value": short(value),
      ])
  }
}

/// Two digits after the point, more where a value is small, none where it is large.
private func short(_ value: Double) -> String {
  if value == value.rounded(), abs(value) < 1e6 { return value.formatted(places: 0) }
  if abs(value) < 0.001 { return Estimate(value).description }
  return value.formatted(places: abs(value) >= 100 ? 0 : abs(value) >= 0.1 ? 2 : 3)
}
