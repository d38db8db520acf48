import Tensors

/// The clipped objective of PPO (Schulman et al. 2017, equation 7), as a loss:
///
///     ρ = π(token) / π_old(token)
///     loss = mean of max(−A ρ, −A clip(ρ, 1 − ε, 1 + ε))
///
/// A good token (A > 0) is made likelier until it is 1 + ε times as likely as when it was drawn; then
/// its gradient is zero, and likewise for a bad one at 1 − ε. So several steps can be taken on the same
/// samples without running far from the policy that wrote them.
///
/// - Parameters:
///   - logProbabilities: log π of the tokens under the policy being trained, `[tokens]`.
///   - old: log π of the same tokens when they were drawn.
///   - advantages: A of each token.
///   - weights: what each token counts; nil for the same.
///   - clipRange: ε.
///   - count: the number of tokens the mean is over; for a shard those of the whole minibatch.
// quote: clipped-policy-loss
package func clippedPolicyLoss(
  logProbabilities: Variable, old: [Float], advantages: [Float], weights: [Float]? = nil,
  clipRange: Float, count: Int
) -> PolicyLoss {
  let old = logProbabilities.constant(old)
  let advantages = logProbabilities.constant(advantages)
  let ratio = (logProbabilities - old).exponential
  let clipped = ratio.clamped(to: 1 - clipRange...1 + clipRange)
  let (free, held) = (-(advantages * ratio), -(advantages * clipped))
  return PolicyLoss(
    loss: max(free, held).sum(weights: weights, scale: 1 / Float(count)), ratio: ratio.value,
    clippedCount: (0..<free.value.count).count { free.value[$0] < held.value[$0] })
}
// end quote

/// The policy's loss, and what it was made of.
package struct PolicyLoss {
  package let loss: Variable
  /// ρ of each token.
  package let ratio: Tensor
  /// Tokens whose loss the clip has changed: they have no gradient, and teach nothing. A token that has
  /// left the range in the wrong direction is none of them.
  package let clippedCount: Int
}
