import LessonKit

/// How the reward rises while the entropy falls, in one training: R = −a e^H + b (Cui et al. 2025).
package struct EntropyLaw: Measured {
  /// H, in nats per token, and R.
  package let entropies, rewards: [Double]
  package let a, b: Double
  /// The share of the variance of R that the law explains.
  package let explained: Double

  /// - Parameters:
  ///   - entropies: H of each iteration, in nats per token.
  ///   - rewards: R of each.
  package init(entropies: [Double], rewards: [Double]) {
    (self.entropies, self.rewards) = (entropies, rewards)
    let x = entropies.map { exp($0) }
    let n = Double(max(1, x.count))
    let (meanX, meanR) = (x.reduce(0, +) / n, rewards.reduce(0, +) / n)
    let covariance = zip(x, rewards).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanR) }
    let varianceX = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let varianceR = rewards.reduce(0) { $0 + ($1 - meanR) * ($1 - meanR) }
    // Least squares.
    let slope = varianceX > 0 ? covariance / varianceX : 0
    (a, b) = (-slope, meanR - slope * meanX)
    explained = varianceX * varianceR > 0 ? covariance * covariance / (varianceX * varianceR) : 0
  }

  /// - Parameter block: iterations that each point is the mean of, as one has few prompts.
  package init(_ metrics: MetricLog, block: Int = 10) {
    func means(_ metric: String) -> [Double] {
      let values = metrics.series(metric).map(\.value)
      return stride(from: 0, to: values.count, by: block).map { start in
        let part = values[start..<min(start + block, values.count)]
        return part.reduce(0, +) / Double(part.count)
      }
    }
    self.init(entropies: means("entropy"), rewards: means("objective/scores"))
  }

  /// What the law promises of a policy without any entropy, H = 0.
  package var ceiling: Double { b - a }

  package var results: Results {
    [
      "entropy_law/a": a, "entropy_law/b": b, "entropy_law/explained": explained,
      "entropy_law/ceiling": ceiling,
    ]
  }
}

extension RewardedPolicies {
  /// What each reward does to the entropy, and the law for the first policy.
  func entropyFigure(_ law: EntropyLaw) -> Figure {
    let hues = [0, 3, 2, 5]
    let lines = policies.enumerated().map { place, policy in
      Series.line(
        policy.label, policy.metrics.series("entropy"), smoothing: 0.9,
        hue: hues[place % hues.count])
    }
    let x = law.entropies.map { exp($0) }
    let points = Series.points("iterations", x: x, y: law.rewards.map { Estimate($0) }, hue: 0)
    let span = [x.min() ?? 1, x.max() ?? 1]
    let fit = Series.curve("fit", x: span, y: span.map { law.b - law.a * $0 }, hue: 6)
    return Figure(
      name: "entropy", title: "title",
      panels: [
        Panel(title: "by-reward", x: Axis("iteration"), y: Axis("nats"), series: lines),
        Panel(title: "law", x: Axis("exponential"), y: Axis("reward"), series: [points, fit]),
      ])
  }
}
