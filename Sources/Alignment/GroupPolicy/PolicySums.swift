import Tensors

/// Sums over the minibatches of one iteration, one a shard.
struct PolicySums: Sendable {
  var tokens = 0.0
  /// Tokens, or whole answers where these are the actions.
  var actions = 0.0
  var loss = 0.0
  var entropy = 0.0
  var clipped = 0.0
  /// The largest |ρ − 1|.
  var ratioError = 0.0

  init() {}

  /// - Parameters:
  ///   - tokens: of the shard.
  ///   - distributions: what they were drawn from, `[tokens, vocabulary]`.
  init(of result: PolicyLoss, tokens count: Int, _ distributions: Tensor) {
    tokens = Double(count)
    actions = Double(result.ratio.count)
    loss = Double(result.loss.value.scalar)
    clipped = Double(result.clippedCount)
    ratioError = result.ratio.values.reduce(0) { max($0, abs(Double($1) - 1)) }
    entropy = (0..<count).reduce(0) { $0 + distributions.entropy(row: $1) }
  }

  static func + (left: PolicySums, right: PolicySums) -> PolicySums {
    var sum = left
    sum.tokens += right.tokens
    sum.actions += right.actions
    sum.loss += right.loss
    sum.entropy += right.entropy
    sum.clipped += right.clipped
    sum.ratioError = max(left.ratioError, right.ratioError)
    return sum
  }
}
