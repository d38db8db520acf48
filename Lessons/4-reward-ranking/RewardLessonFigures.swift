import Course
import Metrics
import Plotting

func trainingFigure(_ metrics: MetricLog) -> Figure {
  let last = Double(metrics.series("loss").last?.step ?? 1)
  func guess(_ value: Double) -> Series {
    .curve("a guess", x: [1, max(last, 2)], y: [value, value], hue: 1)
  }
  return Figure(
    name: "reward-model-training", title: "Reward model: loss and accuracy in training",
    caption: "Single batches and their moving average. The level line is what a guess reaches.",
    panels: [
      Panel(
        x: Axis("step"), y: Axis("ranking loss (nats a pair)"), legend: .none,
        series: [
          .line("loss", metrics.series("loss"), smoothing: 0.95), guess(0.693147),
        ]),
      Panel(
        x: Axis("step"), y: Axis("pairs in the labeler's order (share)", range: 0...1),
        legend: .none,
        series: [
          .line("accuracy", metrics.series("accuracy"), smoothing: 0.95), guess(0.5),
        ]),
    ])
}

func rewardFigure(_ pairs: ScoredPairs) -> Figure {
  let all = pairs.better + pairs.worse
  let range = (all.min() ?? -1)...(all.max() ?? 1)
  return Figure(
    name: "rewards", title: "Scores of the better and of the worse output of each pair",
    caption: "Held-out prompts, ranked by labelers. Where both overlap, the score cannot tell.",
    panel: Panel(
      x: Axis("reward (1 = one standard deviation)"), y: Axis("share of outputs"),
      series: [
        .histogram("ranked higher", of: pairs.better, in: range, binCount: 24),
        .histogram("ranked lower", of: pairs.worse, in: range, binCount: 24),
      ]))
}

func calibrationFigure(_ bins: [CalibrationBin]) -> Figure {
  Figure(
    name: "calibration", title: "When the reward model says 80 %, is it 80 %?",
    caption: "Ten bins of equally many held-out pairs. On the diagonal, it means what it says.",
    panel: Panel(
      x: Axis("predicted: σ(r_a − r_b)", range: 0...1),
      y: Axis("a was ranked higher (share)", range: 0...1), legend: .topLeft,
      series: [
        .points("reward model", x: bins.map(\.predicted), y: bins.map(\.observed)),
        .curve("perfect", x: [0, 1], y: [0, 1]),
      ]))
}

func learningCurveFigure(_ results: [String: Estimate], _ counts: [Int]) -> Figure {
  func band(_ title: String, _ prefix: String) -> Series {
    let known = counts.filter { results["\(prefix)/\($0)"] != nil }
    return .band(
      title, x: known.map(Double.init), y: known.compactMap { results["\(prefix)/\($0)"] })
  }
  let ceiling = results["labeler_agreement"]?.value ?? .nan
  let ends = [counts.first ?? 1, counts.last ?? 1].map(Double.init)
  return Figure(
    name: "learning-curve", title: "What more rankings buy",
    caption:
      "Held-out pairs; bands: 95 %, this training only. The level line: two labelers' agreement.",
    panel: Panel(
      x: Axis("ranked prompts (logarithmic)", isLogarithmic: true),
      y: Axis("pairs in the right order (share)"),
      legend: .topLeft,
      series: [
        band("as the gold rubric", "reward_model/accuracy_gold"),
        band("as the labelers", "reward_model/accuracy"),
        .curve("labelers among themselves", x: ends, y: [ceiling, ceiling]),
      ]))
}
