import LessonKit

/// - Parameter isBetaAdaptive: whether β follows the KL, so that there is something to see of it.
package func rewardAndKLFigure(_ metrics: MetricLog, isBetaAdaptive: Bool) -> Figure {
  var panels = [
    curve("score", "standard-deviations", metrics.series("objective/scores"), in: "reward-score"),
    curve("gold", "zero-to-one", metrics.series("gold/score"), in: "gold-score"),
    curve("kl", "nats-per-answer", metrics.series("objective/kl"), in: "kl-to-sft"),
  ]
  if isBetaAdaptive {
    panels.append(
      curve(
        .verbatim("β"), "score-per-nat", metrics.series("objective/kl_coef"), in: "beta",
        smoothing: nil))
  }
  return Figure(name: "reward-and-kl", panels: panels)
}

func lossesFigure(_ metrics: MetricLog) -> Figure {
  let curves: [(title: Label, unit: Label, metric: String)] = [
    ("policy-loss", "whitened-advantage", "loss/policy_avg"),
    ("value-loss", "squared-score", "loss/value_avg"),
    ("entropy", "nats-per-token", "policy/entropy_avg"),
    ("clip-fraction", "clipped-tokens", "policy/clipfrac_avg"),
  ]
  return Figure(
    name: "ppo-losses",
    panels: curves.map { curve($0.title, $0.unit, metrics.series($0.metric), in: $0.title) })
}

/// A panel of one curve over the iterations.
private func curve(
  _ name: Label, _ unit: Label, _ series: [(step: Int, value: Double)], in title: Label,
  smoothing: Double? = 0.8
) -> Plotting.Panel {
  Plotting.Panel(
    title: title, x: Axis("iteration"), y: Axis(unit), legend: .none,
    series: [.line(name, series, smoothing: smoothing)])
}
