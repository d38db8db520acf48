import Metrics

/// What is told after each iteration of PPO; the names are those of TRL's logs.
package struct PPOReport: Sendable {
  package var iteration: Int
  package var totalIterations: Int
  package var episodes: [Episode]
  /// The largest |ρ − 1| of the first minibatch: 0, but for rounding, where the policy has not moved since it wrote
  /// the episodes. More says that what is trained is not what sampled.
  package var firstRatioError: Double
  /// Name and value of each metric.
  package var metrics: [(name: String, value: Double)]

  package subscript(name: String) -> Double {
    metrics.first { $0.name == name }?.value ?? .nan
  }
}

/// Sums over the tokens of the minibatches of one iteration, one a shard.
struct PPOTokenSums: Sendable {
  var tokens = 0.0
  var policyLoss = 0.0
  var valueLoss = 0.0
  var entropy = 0.0
  var approximateKL = 0.0
  var clipped = 0.0
  var valueClipped = 0.0
  var ratio = 0.0
  /// The largest |ρ − 1|.
  var ratioError = 0.0

  static func + (left: PPOTokenSums, right: PPOTokenSums) -> PPOTokenSums {
    PPOTokenSums(
      tokens: left.tokens + right.tokens, policyLoss: left.policyLoss + right.policyLoss,
      valueLoss: left.valueLoss + right.valueLoss, entropy: left.entropy + right.entropy,
      approximateKL: left.approximateKL + right.approximateKL,
      clipped: left.clipped + right.clipped,
      valueClipped: left.valueClipped + right.valueClipped, ratio: left.ratio + right.ratio,
      ratioError: max(left.ratioError, right.ratioError))
  }
}

/// The share of the returns' variance that the values explain: 1 − Var(R − V) / Var(R).
func explainedVariance(values: [Float], returns: [Float]) -> Double {
  let total = Spread(of: returns.map(Double.init)).variance
  guard total > 0 else { return .nan }
  return 1 - Spread(of: zip(returns, values).map { Double($0 - $1) }).variance / total
}
