/// The rewards that PPO maximizes, one a token: a KL penalty for each, and the score at the end.
///
///     rewardₜ = −β (log π(tokenₜ) − log π_ref(tokenₜ)),  and the score is added at the last token
///
/// (Ziegler et al. 2019). Summed over a response and averaged over responses, the penalties are
/// −β KL(π ‖ π_ref): the leash that ties the policy to the model that it started from.
///
/// - Parameters:
///   - score: what the reward model gives the whole response.
///   - logProbabilities: log π of each token, as it was drawn.
///   - referenceLogProbabilities: log π_ref of the same tokens.
///   - klCoefficient: β.
package func klPenalizedRewards(
  score: Float, logProbabilities: [Float], referenceLogProbabilities: [Float], klCoefficient: Float
) -> [Float] {
  guard logProbabilities.count == referenceLogProbabilities.count else {
    fatalError(
      "\(logProbabilities.count) log-probabilities of the policy, but"
        + " \(referenceLogProbabilities.count) of the reference")
  }
  var rewards = zip(logProbabilities, referenceLogProbabilities).map { policy, reference in
    -klCoefficient * (policy - reference)
  }
  if let last = rewards.indices.last { rewards[last] += score }
  return rewards
}
