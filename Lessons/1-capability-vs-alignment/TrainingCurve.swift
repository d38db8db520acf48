import LessonKit

/// How capable and how aligned the model was at each look during its training.
struct TrainingCurve: Measured {
  let points: [PretrainingPoint]
  /// The perplexity of an ideal model, per word.
  let floor: Double
  /// The score at the end, with its interval.
  let gold: Estimate
  let rubric: Guideline

  private func gold(at point: PretrainingPoint) -> Double {
    rubric.score(helpful: point.helpful, truthful: point.truthful, harmless: point.harmless)
  }

  /// Where the model stood in the middle of its training.
  var results: Results {
    let half = (points.last?.step ?? 0) / 2
    let middle = points.last { $0.step <= half }
    return [
      "halfway/capability": middle.map { floor / $0.perplexity },
      "halfway/gold": middle.map(gold(at:)),
    ]
  }

  var figure: Figure {
    let points = points.filter { $0.step > 0 }
    let epochs = points.map(\.epoch)
    return Figure(
      name: "capability-vs-alignment",
      panel: Panel(
        x: Axis("epochs", isLogarithmic: true), y: Axis("scores", range: 0...1),
        series: [
          .line("capability", x: epochs, y: points.map { floor / $0.perplexity }),
          .line("gold", x: epochs, y: points.map(gold(at:))),
          .line("helpful", x: epochs, y: points.map(\.helpful), hue: 2),
          .line("truthful", x: epochs, y: points.map(\.truthful), hue: 3),
          .line("harmless", x: epochs, y: points.map(\.harmless), hue: 4),
          .points(.none, x: Array(epochs.suffix(1)), y: epochs.isEmpty ? [] : [gold], hue: 1),
        ]))
  }
}
