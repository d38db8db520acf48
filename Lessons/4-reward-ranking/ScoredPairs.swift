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

func rewardFigure(_ pairs: ScoredPairs) -> Figure {
  let all = pairs.better + pairs.worse
  let range = (all.min() ?? -1)...(all.max() ?? 1)
  return Figure(
    name: "rewards",
    panel: Panel(
      x: Axis("reward"), y: Axis("share"),
      series: [
        .histogram("higher", of: pairs.better, in: range, binCount: 24),
        .histogram("lower", of: pairs.worse, in: range, binCount: 24),
      ]))
}

func calibrationFigure(_ bins: [CalibrationBin]) -> Figure {
  Figure(
    name: "calibration",
    panel: Panel(
      x: Axis("predicted", range: 0...1), y: Axis("observed", range: 0...1), legend: .topLeft,
      series: [
        .points("reward-model", x: bins.map(\.predicted), y: bins.map(\.observed)),
        .curve("perfect", x: [0, 1], y: [0, 1]),
      ]))
}
