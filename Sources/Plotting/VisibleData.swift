import Metrics
import Words

/// The data of a panel that its axes can show.
///
/// A logarithmic axis has no place for values at or below 0; they are left out and counted, so
/// that the caption can say so. A point that is not finite leaves a gap.
struct VisibleData {
  /// The points of each series of the panel.
  private(set) var points: [[Series.Point]] = []
  /// How many points a logarithmic axis could not show.
  private(set) var droppedCount = 0

  init(of panel: Panel) {
    // The x of a bar is the index of its category.
    let isLogarithmicInX = if case .bars = panel.content { false } else { panel.x.isLogarithmic }
    for series in panel.series {
      var kept: [Series.Point] = []
      for point in series.points {
        if (isLogarithmicInX && point.x <= 0) || (panel.y.isLogarithmic && point.y <= 0) {
          droppedCount += 1
        } else if point.x.isFinite {
          kept.append(
            Series.Point(
              x: point.x, y: nanUnlessFinite(point.y), low: nanUnlessFinite(point.low),
              high: nanUnlessFinite(point.high),
              worlds: point.worlds.filter { !panel.y.isLogarithmic || $0 > 0 },
              worldsPlaces: point.worldsPlaces))
        }
      }
      points.append(kept.contains { $0.y.isFinite } ? kept : [])
    }
    if panel.y.isLogarithmic { raiseLowEnds() }
  }

  /// An interval that reaches down to 0 or below is drawn down to just under all that is visible.
  private mutating func raiseLowEnds() {
    let visible = points.joined().flatMap { [$0.y, $0.low] }.filter { $0 > 0 }
    guard let least = visible.min() else { return }
    for series in points.indices {
      for index in points[series].indices where points[series][index].low <= 0 {
        points[series][index].low = least / 2
      }
    }
  }

  /// All that is drawn, intervals and dots included.
  var heights: [Double] { points.joined().flatMap { [$0.y, $0.low, $0.high] + $0.worlds } }

  /// Whether no series has a point to show.
  var isEmpty: Bool { points.allSatisfy(\.isEmpty) }
}

private func nanUnlessFinite(_ value: Double) -> Double {
  value.isFinite ? value : .nan
}

extension Figure {
  /// The caption, and what the axes could not show.
  var fullCaption: String { noted(caption, showsWorlds: \.showsWorlds) }

  /// The same for a text plot, whose bars have no dots for other worlds.
  var textCaption: String {
    noted(captionForText ?? caption) { series in
      if case .bars = series.marks { false } else { series.showsWorlds }
    }
  }

  private func noted(_ caption: Label, showsWorlds: (Series) -> Bool) -> String {
    let dropped = panels.reduce(0) { $0 + VisibleData(of: $1).droppedCount }
    var notes = [caption.text]
    if panels.contains(where: { $0.series.contains(where: showsWorlds) }) {
      notes.append(Messages.text("plotting.worlds"))
    }
    if dropped > 0 {
      notes.append(
        Messages.text(
          dropped == 1 ? "plotting.value-left-out" : "plotting.values-left-out",
          ["count": "\(dropped)"]))
    }
    return notes.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension Series {
  fileprivate var showsWorlds: Bool { points.contains { !$0.worlds.isEmpty } }
}
