import Course
import Metrics
import Notebook
import Plotting
import ToyWorld

// What lesson 2 draws.

/// The masked model's metrics under their own names, those of the next-token model with a prefix.
func merged(_ masked: MetricLog, causal: MetricLog) -> MetricLog {
  var log = masked
  for record in causal.records {
    log.record(record.value, as: "causal/\(record.name)", step: record.step)
  }
  return log
}

func lossFigure(_ masked: MetricLog, _ causal: MetricLog) -> Figure {
  Figure(
    name: "losses", title: "Two objectives on one text",
    caption: "Two different tasks: compare the shapes of the curves, not their heights.",
    panel: Panel(
      x: Axis("training step"), y: Axis("cross-entropy (nats a prediction)", range: 0...4),
      series: [
        .line("next token: training", causal.series("loss"), smoothing: 0.95),
        .line("next token: validation", causal.series("eval_loss")),
        .line("masked: training", masked.series("loss"), smoothing: 0.95),
        .line("masked: validation", masked.series("eval_loss")),
      ]))
}

func accuracyFigure(_ unigram: FillIns, _ leftOnly: FillIns, _ bothSides: FillIns) -> Figure {
  Figure(
    name: "fill-in", title: "One token is hidden: who finds it?",
    caption: "Validation text, the same gaps for all. Intervals allow for several gaps a text.",
    panel: Panel(
      x: Axis("what is used"), y: Axis("share of gaps filled in right", range: 0...1.1),
      legend: .none, categories: ["most frequent token", "left side only", "both sides"],
      bars: [.bars("accuracy", [unigram, leftOnly, bothSides].map(\.accuracy))]))
}

func dialFigure(_ points: [BiasPoint]) -> Figure {
  let groups = pointsByShare(points)
  let shares = groups.map { $0[0].share }
  let ratios = groups.map { models in Estimate.geometricMean(of: models.map(\.ratio)) }
  let ends = ratios.flatMap { [$0.value, $0.low, $0.high] }.compactMap(\.self)
  func probability(_ folk: Folk) -> [Estimate] {
    groups.map { models in .mean(of: models.map { $0.badWord(of: folk) }) }
  }
  return Figure(
    name: "bias-dial", title: "The bias goes in, the bias comes out",
    caption: "Small masked models; intervals are over models with other weights and documents.",
    panels: [
      Panel(
        title: "P(bad word) at “the … folk are <mask> .”",
        x: Axis("share of biased text"), y: Axis("probability of a bad word", range: 0...1),
        series: [
          .band("hill folk", x: shares, y: probability(.hill)),
          .band("river folk", x: shares, y: probability(.river)),
        ]),
      Panel(
        title: "Bias ratio, hill to river",
        x: Axis("share of biased text"),
        y: Axis(
          "ratio of the probabilities", isLogarithmic: true,
          range: 0.8 * min(ends.min() ?? 1, 1)...1.25 * max(ends.max() ?? 1, 10)),
        series: [
          .band("ratio", x: shares, y: ratios, hue: 2),
          .curve("no difference", x: shares, y: shares.map { _ in 1 }, hue: 5),
        ]),
    ])
}
