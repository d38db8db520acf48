import Tensors

/// What a direct method makes of the margin m of a pair, m = r_w − r_l, where the policy itself gives the rewards:
///
///     r(y) = β (log π(y) − log π_ref(y))
///
/// For the policy that is best for *some* reward on a leash of β, that reward is this one, but for a number that is the
/// same for all answers to a prompt and so falls out of the margin (Rafailov et al. 2023, equation 5). So nobody needs
/// the reward model: the policy is one.
package enum DirectPreferenceLoss: String, Codable, Sendable, CaseIterable {
  /// −log σ(m): lesson 4's ranking loss (DPO, Rafailov et al. 2023, equation 7).
  case dpo
  /// ((m − ½) / β)²: the margin of log-ratios, m / β, shall be 1 / (2β), and no more (IPO, Azar et al. 2024,
  /// equation 17). Where all labelers agree, DPO's margin grows without end, whatever β is.
  case ipo

  /// The loss of rankings; see `rankingLoss`, of which this is a copy with another reward.
  ///
  /// - Parameters:
  ///   - logProbabilities: log π of each whole completion, of all prompts one after another, `[completions, 1]`.
  ///   - reference: log π_ref of the same.
  ///   - ranks: the ranks of each prompt's completions, 1 being the best.
  ///   - klCoefficient: β.
  ///   - count: how many prompts the mean is over; for a shard those of the whole batch.
  /// - Returns: one number, and the rewards; nil where every pair is tied.
  package func callAsFunction(
    _ logProbabilities: Variable, reference: [Float], ranks: [[Int]], klCoefficient: Float,
    count: Int
  ) -> (loss: Variable, rewards: Tensor)? {
    let reference = logProbabilities.constant(reference)
    // quote: direct-preference-loss
    // β (log π − log π_ref) of each completion, and r_w − r_l of each pair.
    let rewards = klCoefficient * (logProbabilities - reference)
    let pairs = RankedPairs(ranks, of: rewards)
    guard !pairs.weights.isEmpty else { return nil }
    let margins = rewards.rows(at: pairs.winners) - rewards.rows(at: pairs.losers)
    // end quote
    let scale = 1 / Float(count)
    let loss =
      switch self {
      case .dpo: margins.logSigmoid.sum(weights: pairs.weights, scale: -scale)
      case .ipo:
        (margins - margins.constant(margins.value.values.map { _ in 0.5 })).squared
          .sum(weights: pairs.weights, scale: scale / (klCoefficient * klCoefficient))
      }
    return (loss, rewards.value)
  }
}
