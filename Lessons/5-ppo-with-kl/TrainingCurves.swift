import LessonKit

/// - Parameters:
///   - isBetaAdaptive: whether β follows the KL, so that there is something to see of it.
///   - heldOut: gold of SFT and PPO on held-out prompts.
package func rewardAndKLFigure(
  _ metrics: MetricLog, isBetaAdaptive: Bool, heldOut: (sft: Estimate, ppo: Estimate)? = nil
) -> Figure {
  var panels = [
    curve("score", "standard-deviations", metrics.series("objective/scores"), in: "reward-score"),
    curve("gold", "zero-to-one", metrics.series("gold/score"), in: "gold-score"),
    curve("kl", "nats-per-answer", metrics.series("objective/kl"), in: "kl-to-sft"),
  ]
  let steps = metrics.series("gold/score").map { Double($0.step) }
  if let heldOut, let first = steps.first, let last = steps.last {
    let (sft, ppo) = (heldOut.sft.value, heldOut.ppo)
    panels[1] = Plotting.Panel(
      title: panels[1].title, x: panels[1].x, y: panels[1].y,
      series: [
        .line(.none, metrics.series("gold/score"), smoothing: 0.8),
        .curve("sft-held-out", x: [first, last], y: [sft, sft], hue: 1),
        .points("ppo-held-out", x: [last], y: [ppo], hue: 2),
      ])
  }
  if isBetaAdaptive {
    panels.append(
      curve(
        .verbatim("β"), "score-per-nat", metrics.series("objective/kl_coef"), in: "beta",
        smoothing: nil))
  }
  return Figure(name: "reward-and-kl", panels: panels)
}

func healthFigure(_ metrics: MetricLog) -> Figure {
  let curves: [(title: Label, unit: Label, metric: String)] = [
    ("entropy", "nats-per-token", "policy/entropy_avg"),
    ("value-loss", "squared-score", "loss/value_avg"),
    ("clip-fraction", "clipped-tokens", "policy/clipfrac_avg"),
    ("update", "update-kl", "policy/approxkl_avg"),
  ]
  return Figure(
    name: "ppo-losses",
    panels: curves.map { curve($0.title, $0.unit, metrics.series($0.metric), in: $0.title) })
}

/// How unsure the policy was of its next token, at first and at last. A policy that was trained elsewhere has no
/// curves.
struct TrainingCurves: Measured {
  let metrics: MetricLog

  var results: Results {
    let entropy = metrics.series("policy/entropy_avg").map(\.value)
    let gold = metrics.series("gold/score").suffix(10).map(\.value)
    return [
      "training/iterations": Double(entropy.count),
      "training/entropy_first": entropy.first, "training/entropy_last": entropy.last,
      "training/gold_end": gold.isEmpty ? nil : gold.reduce(0, +) / Double(gold.count),
    ]
  }
}

/// A panel of one curve over the iterations.
func curve(
  _ name: Label, _ unit: Label, _ series: [(step: Int, value: Double)], in title: Label,
  smoothing: Double? = 0.8
) -> Plotting.Panel {
  Plotting.Panel(
    title: title, x: Axis("iteration"), y: Axis(unit), legend: .none,
    series: [.line(name, series, smoothing: smoothing)])
}
