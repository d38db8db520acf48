import Alignment
import Course
import Foundation
import Metrics
import Models
import Plotting

/// - Parameter isBetaAdaptive: whether β follows the KL, so that there is something to see of it.
package func rewardAndKLFigure(_ metrics: MetricLog, isBetaAdaptive: Bool) -> Figure {
  var figure = Figure(
    name: "reward-and-kl", title: "PPO: what is optimized, what is wanted, what it costs",
    caption: "The policy sees the left score only. Faint: single rounds; bold: average.",
    panels: [
      Panel(
        title: "reward model's score", x: Axis("round"), y: Axis("score (standard deviations)"),
        legend: .none,
        series: [.line("score", metrics.series("objective/scores"), smoothing: 0.8)]),
      Panel(
        title: "gold score", x: Axis("round"), y: Axis("gold (0 to 1)"), legend: .none,
        series: [.line("gold", metrics.series("gold/score"), smoothing: 0.8)]),
      Panel(
        title: "KL to the SFT model", x: Axis("round"), y: Axis("KL (nats an answer)"),
        legend: .none,
        series: [.line("KL", metrics.series("objective/kl"), smoothing: 0.8)]),
    ])
  if isBetaAdaptive {
    figure.panels.append(
      Panel(
        title: "β, which follows the KL", x: Axis("round"), y: Axis("β (score per nat)"),
        legend: .none, series: [.line("β", metrics.series("objective/kl_coef"))]))
  }
  return figure
}

func lossesFigure(_ metrics: MetricLog) -> Figure {
  func panel(_ title: String, _ unit: String, _ name: String) -> Panel {
    Panel(
      title: title, x: Axis("round"), y: Axis(unit), legend: .none,
      series: [.line(title, metrics.series(name), smoothing: 0.8)])
  }
  return Figure(
    name: "ppo-losses", title: "PPO: is the training healthy?",
    caption: "Healthy: small losses, entropy that falls slowly, few clipped tokens.",
    panels: [
      panel("policy loss", "loss (whitened advantage)", "loss/policy_avg"),
      panel("value loss", "loss (squared score)", "loss/value_avg"),
      panel("entropy", "entropy (nats a token)", "policy/entropy_avg"),
      panel("clip fraction", "clipped tokens (share)", "policy/clipfrac_avg"),
    ])
}

func sweepFigure(_ chases: [Chase], _ unmoved: [Answer]) -> Figure {
  let names = chases.map { "β = \($0.klCoefficient.plain)" }
  return Figure(
    name: "beta-sweep", title: "The same weak reward model, leashes of different length",
    caption: "Left: what the policies optimized. Right: what we wanted; at 0, as good as SFT.",
    panels: [
      Panel(
        title: "proxy", y: Axis("score of the weak reward model"), legend: .none,
        categories: names, bars: [.bars("proxy", chases.map(\.proxy), hue: 0)]),
      Panel(
        title: "gold", y: Axis("gain in gold over SFT"), legend: .none, categories: names,
        bars: [.bars("gold", chases.map(\.gain), hue: 1)]),
    ])
}

/// The rounds of all policies of the sweep: √KL and the scores of each.
func path(_ chases: [Chase]) -> (distances: [Double], proxy: [Double], gold: [Double]) {
  let points = chases.flatMap(\.points)
  let moved = points.filter { $0.kl > 0 }
  return (moved.map { $0.kl.squareRoot() }, moved.map(\.proxy), moved.map(\.gold))
}

func frontierFigure(
  _ chases: [Chase], _ unmoved: [Answer], _ frontier: RewardFrontier?
) -> Figure {
  let start = unmoved.gold.value
  let longest = path(chases).distances.max() ?? 1
  let grid = (0...100).map { longest * Double($0) / 100 }
  let ends = chases.map { max($0.kl.value, 0).squareRoot() }
  /// The rounds of each β in a hue of their own.
  func rounds(_ score: (Chase) -> [Double]) -> [Series] {
    chases.enumerated().map { index, chase in
      .points(
        "β = \(chase.klCoefficient.plain)", x: path([chase]).distances,
        y: score(chase).map { Estimate($0) }, hue: index)
    }
  }
  let hue = chases.count
  var gold = rounds { path([$0]).gold }
  gold.append(.points("the end of each β", x: ends, y: chases.map(\.answers.gold), hue: hue))
  if let frontier {
    gold.append(
      .curve("fit d (α − β log d)", x: grid, y: grid.map { start + frontier($0) }, hue: hue))
  }
  return Figure(
    name: "gold-and-proxy", title: "Proxy and gold score by the distance from the SFT model",
    caption: "A mark for each round; the ends with 95 % intervals. The policy saw the proxy only.",
    panels: [
      Panel(
        title: "proxy", x: Axis("d = √KL (√nats)"), y: Axis("score of the weak reward model"),
        series: rounds { path([$0]).proxy } + [
          .points("the end of each β", x: ends, y: chases.map(\.proxy), hue: hue)
        ]),
      Panel(title: "gold", x: Axis("d = √KL (√nats)"), y: Axis("gold (0 to 1)"), series: gold),
    ])
}
