import Foundation
import Words

extension Figure {
  /// The figure's data as one tidy table in CSV (RFC 4180): panel, series, x, y, low, high. What is not there is
  /// empty. The x of a bar and of a cell is its name; a cell's series is its row.
  package var csv: String {
    let rows = panels.enumerated().flatMap { number, panel in
      let name = panel.title.isEmpty ? "\(number + 1)" : panel.title.text
      return panel.rows.map { [name] + $0 }
    }
    return CSV.text([["panel", "series", "x", "y", "low", "high"]] + rows)
  }
}

extension Panel {
  fileprivate var rows: [[String]] {
    switch content {
    case .series(let series):
      series.flatMap { series in
        series.points.map { [series.name.text, cell($0.x)] + $0.cells }
      }
    case .bars(let categories, let series):
      series.flatMap { series in
        zip(categories, series.points).map { [series.name.text, $0.text] + $1.cells }
      }
    case .heatMap(let map):
      zip(map.rows, map.values).flatMap { row, values in
        zip(map.columns, values).map { [row.text, $0.text, cell($1), "", ""] }
      }
    }
  }
}

extension Series.Point {
  fileprivate var cells: [String] { [cell(y), cell(low), cell(high)] }
}

private func cell(_ value: Double) -> String { value.isFinite ? value.plain : "" }
