import LessonKit

/// Pairs of outputs, scored: what a reward model says of each pair that a labeler has ordered.
package struct ScoredPairs: Sendable {
  /// r_w − r_l: the score of the output that was ranked higher minus that of the other.
  package var margins: [Double] = []
  /// Scores of the outputs that were ranked higher.
  package var better: [Double] = []
  package var worse: [Double] = []
  /// The prompt of each pair, counted from 0: pairs of one prompt are not independent.
  package var prompts: [Int] = []

  /// - Parameters:
  ///   - ranks: of each prompt's outputs, 1 being the best.
  ///   - scores: of the same outputs.
  package init(ranks: [[Int]], scores: [[Double]]) {
    for (prompt, (ranks, scores)) in zip(ranks, scores).enumerated() {
      for pair in orderedPairs(ranks) {
        better.append(scores[pair.winner])
        worse.append(scores[pair.loser])
        margins.append(scores[pair.winner] - scores[pair.loser])
        prompts.append(prompt)
      }
    }
  }

  /// What the reward model predicts, and what happened: each pair is looked at from one side only,
  /// every other one from the loser's, so that there are both outcomes to predict.
  package var predictions: (probabilities: [Double], outcomes: [Bool]) {
    let outcomes = margins.indices.map { $0.isMultiple(of: 2) }
    let probabilities = zip(margins, outcomes).map { sigmoid($1 ? $0 : -$0) }
    return (probabilities, outcomes)
  }
}

extension ScoredPairs {
  /// How far ahead the output is that was ranked higher. What lies right of 0 is in the right order.
  var marginFigure: Figure {
    let widest = max(margins.map(abs).max() ?? 0, 1e-3)
    // An even number: 0 is a border of two of them.
    let binCount = 40
    let bins = Dictionary(grouping: margins) { ($0 / widest * Double(binCount / 2)).rounded(.down) }
    let tallest = Double(bins.values.map(\.count).max() ?? 0) / Double(max(margins.count, 1))
    return Figure(
      name: "margins",
      panel: Panel(
        x: Axis("margin"), y: Axis("share"), legend: .none,
        series: [
          .histogram("margins", of: margins, in: -widest...widest, binCount: binCount),
          .curve("equal", x: [0, 0], y: [0, 1.1 * tallest], hue: 1),
        ]))
  }
}

/// Whether a pair that the reward model is sure of so much comes true as often.
struct Calibration: Measured {
  private let bins: [CalibrationBin]
  private let probabilities: [Double]
  private var error: Double { expectedCalibrationError(bins) }

  init(of pairs: ScoredPairs) {
    let (predicted, came) = pairs.predictions
    bins = calibrationBins(predicted, outcomes: came, clusters: pairs.prompts)
    probabilities = predicted
  }

  var results: Results {
    [
      "reward_model/calibration_error": error, "calibration/boldest": bins.last?.predicted,
      "calibration/boldest_right": bins.last?.observed,
    ]
  }

  /// Two panels, each about as high as wide.
  var figure: Figure {
    Figure(
      name: "calibration", title: error < 0.05 ? "title" : "title-off",
      panels: [
        Panel(
          title: "bins", x: Axis("predicted", range: 0...1), y: Axis("observed", range: 0...1),
          series: [
            .curve("perfect", x: [0, 1], y: [0, 1], hue: 1),
            .points("reward-model", x: bins.map(\.predicted), y: bins.map(\.observed), hue: 0),
          ]),
        Panel(
          title: "counts", x: Axis("predicted", range: 0...1), y: Axis("share"), legend: .none,
          series: [.histogram("pairs", of: probabilities, in: 0...1, binCount: 20)]),
      ])
  }
}
