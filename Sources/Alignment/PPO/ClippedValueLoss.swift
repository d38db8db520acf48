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
  values: Variable, old: [Float], returns: [Float], clipRange: Float, count: Int
) -> ValueLoss {
  let old = values.constant(old)
  let returns = values.constant(returns)
  let move = values - old
  let clippedMove = move.clamped(to: -clipRange...clipRange)
  let clipped = old + clippedMove
  let (free, held) = ((values - returns).squared, (clipped - returns).squared)
  // Rounding can make V_old + (V − V_old) another number than V where nothing was clipped.
  let clippedCount = (0..<free.value.count).count { token in
    move.value[token] != clippedMove.value[token]
      && held.value[token] > free.value[token]
  }
  return ValueLoss(
    loss: max(free, held).sum(scale: 0.5 / Float(count)), clippedCount: clippedCount)
}

/// The value model's loss, and what the clip did.
package struct ValueLoss {
  package let loss: Variable
  /// Tokens whose loss the clip has changed: they have no gradient.
  package let clippedCount: Int
}
