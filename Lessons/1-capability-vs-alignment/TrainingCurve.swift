import LessonKit

extension PretrainingPoint {
  /// The gold score by a rubric of some weights.
  func gold(_ weights: Guideline) -> Double {
    weights.score(helpful: helpful, truthful: truthful, harmless: harmless)
  }
}

/// How capable and how aligned the model was at each look during its training.
struct TrainingCurve: Measured {
  let points: [PretrainingPoint]
  /// The perplexity of an ideal model, per word; nil where nobody knows.
  let floor: Double?
  /// The score at the end, with its interval.
  let gold: Estimate
  let rubric: Guideline

  /// Where the model stood in the middle of its training.
  var middle: PretrainingPoint? {
    let half = (points.last?.step ?? 0) / 2
    return points.last { $0.step <= half }
  }

  var results: Results {
    [
      "halfway/capability": middle.flatMap { middle in floor.map { $0 / middle.perplexity } },
      "halfway/gold": middle?.gold(rubric),
    ]
  }

  /// Capability and gold at each look; in the middle and at the end beside those of other worlds.
  func figure(worlds: ReferenceResults?) -> Figure {
    let points = points.filter { $0.step > 0 }
    let (epochs, end) = (points.map(\.epoch), points.last?.step)
    let capability = floor.map { floor in points.map { floor / $0.perplexity } } ?? []
    let scores = points.map { $0.step == end ? gold : Estimate($0.gold(rubric)) }
    func marks(_ name: String, _ y: [Estimate], hue: Int) -> Series {
      let names = points.map { point in
        point.step == end ? "base/\(name)" : point.step == middle?.step ? "halfway/\(name)" : ""
      }
      return Series.points(.none, x: epochs, y: y, hue: hue).beside(worlds, names)
    }
    let isApart = (capability.last ?? 0) > 0.9 && gold.isBelow(Estimate(0.7))
    return Figure(
      name: "capability-vs-alignment", title: isApart ? "title-apart" : "title",
      panel: Panel(
        x: Axis("epochs", isLogarithmic: true), y: Axis("scores", range: 0...1),
        series: (floor == nil ? [] : [.line("capability", x: epochs, y: capability)]) + [
          .line("gold", x: epochs, y: scores.map(\.value)),
          .line("helpful", x: epochs, y: points.map(\.helpful), hue: 2),
          .line("truthful", x: epochs, y: points.map(\.truthful), hue: 3),
          .line("harmless", x: epochs, y: points.map(\.harmless), hue: 4),
        ] + (floor == nil ? [] : [marks("capability", capability.map { Estimate($0) }, hue: 0)])
          + [marks("gold", scores, hue: 1)]))
  }
}
