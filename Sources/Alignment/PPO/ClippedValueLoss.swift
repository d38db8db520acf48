import Tensors

/// The loss of the value model, clipped like the policy's:
///
///     ½ · mean of max((V − R)², (V_old + clip(V − V_old, ±ε) − R)²)
///
/// so that a value does not move further than ε from what it was when the responses were drawn
/// (Ziegler et al. 2019).
///
/// - Parameters:
///   - values: V of each token, from the model being trained, `[tokens]`.
///   - old: V when the responses were drawn.
///   - returns: R, what V should have been.
///   - clipRange: ε.
///   - count: the number of tokens the mean is over; for a shard those of the whole minibatch.
package func clippedValueLoss(
  values: Variable, old: [Float], returns: [Float], clipRange: Float = 0.2, count: Int
) -> Variable {
  let old = values.constant(old)
  let returns = values.constant(returns)
  let clipped = old + (values - old).clamped(to: -clipRange...clipRange)
  let losses = max((values - returns).squared, (clipped - returns).squared)
  return losses.sum(scale: 0.5 / Float(count))
}
