/// How much better each token was than expected.
package struct Advantages: Sendable, Equatable {
  /// Aₜ: how much more reward followed the token than its state promised.
  package var advantages: [Float]
  /// Aₜ + Vₜ: what the value model should have said.
  package var returns: [Float]
}

/// Generalized advantage estimation (Schulman et al. 2016), from the last token to the first:
///
///     δₜ = rewardₜ + γ Vₜ₊₁ − Vₜ
///     Aₜ = δₜ + γ λ Aₜ₊₁
///
/// with V = A = 0 after the end. λ = 1 waits for what really came, which varies much; λ = 0 trusts the
/// value model one token ahead, which may be wrong; in between is a compromise.
///
/// - Parameters:
///   - rewards: of each token of one response.
///   - values: V before each token, from the value model.
///   - discount: γ.
///   - lambda: λ.
package func generalizedAdvantages(
  rewards: [Float], values: [Float], discount: Float, lambda: Float
) -> Advantages {
  guard rewards.count == values.count else {
    fatalError("\(rewards.count) rewards, but \(values.count) values")
  }
  var advantages = [Float](repeating: 0, count: rewards.count)
  var nextAdvantage: Float = 0
  var nextValue: Float = 0
  for step in rewards.indices.reversed() {
    let surprise = rewards[step] + discount * nextValue - values[step]
    nextAdvantage = surprise + discount * lambda * nextAdvantage
    nextValue = values[step]
    advantages[step] = nextAdvantage
  }
  return Advantages(advantages: advantages, returns: zip(advantages, values).map { $0 + $1 })
}
