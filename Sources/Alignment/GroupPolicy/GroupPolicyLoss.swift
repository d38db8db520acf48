import Tensors

/// The loss of a group method: PPO's clipped objective, with one advantage for a whole answer, and where the KL is not
/// part of the reward, β k3 of each token (see `KLEstimates`).
///
/// - Parameters:
///   - method: says what an action is and what it weighs; see `GroupMethod`.
///   - logProbabilities: log π of the tokens of all answers, one answer after another, `[tokens]`.
///   - answers: the same answers, with what they were drawn with.
///   - advantages: of each answer.
///   - maximumLength: what `unbiased` divides by in place of an answer's length: the most tokens an answer can have.
///   - count: the answers that the mean is over; for a shard those of the whole minibatch.
package func groupPolicyLoss(
  _ method: GroupMethod, logProbabilities: Variable, answers: ArraySlice<Episode>,
  advantages: ArraySlice<Float>, clipRange: Float, klCoefficient: Float, maximumLength: Int,
  count: Int
) -> PolicyLoss {
  let lengths = answers.map(\.response.count)
  let old = answers.map(\.logProbabilities)
  guard method != .rloo else {
    // quote: whole-answers
    // The answer is one action: its log-probability is the sum of its tokens'.
    return clippedPolicyLoss(
      logProbabilities: logProbabilities.sums(ofEach: lengths), old: old.map { $0.reduce(0, +) },
      advantages: Array(advantages), clipRange: clipRange, count: count)
    // end quote
  }
  // quote: group-weights
  func perToken(_ numbers: some Sequence<Float>) -> [Float] {
    zip(numbers, lengths).flatMap { Array(repeating: $0, count: $1) }
  }
  let weights = perToken(lengths.map { 1 / Float(method == .grpo ? $0 : maximumLength) })
  // end quote
  let result = clippedPolicyLoss(
    logProbabilities: logProbabilities, old: old.flatMap(\.self), advantages: perToken(advantages),
    weights: weights, clipRange: clipRange, count: count)
  guard klCoefficient > 0 else { return result }
  let reference = logProbabilities.constant(answers.flatMap(\.referenceLogProbabilities))
  // k3 = e^(−l) − 1 + l with l = log π − log π_ref; the −1 has no gradient, but the loss shall be right.
  let log = logProbabilities - reference
  let one = log.constant(old.flatMap { $0.map { _ in 1 } })
  let k3 = (-log).exponential - one + log
  return PolicyLoss(
    loss: result.loss + k3.sum(weights: weights, scale: klCoefficient / Float(count)),
    ratio: result.ratio, clippedCount: result.clippedCount)
}
