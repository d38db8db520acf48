import Metrics

/// How answers to one prompt are held against each other, which takes the place of PPO's value model.
///
/// All draw a group of G answers to a prompt. They differ in an answer's advantage, in what an action is, and in where
/// the leash is tied:
///
/// | | advantage | an action is | weight of a token | KL |
/// |---|---|---|---|---|
/// | `rloo` | r − mean of the others | an answer | – | k1, in the reward |
/// | `grpo` | (r − mean) / deviation | a token | 1 / length of its answer | k3, in the loss |
/// | `unbiased` | r − mean | a token | the same for all | k3, in the loss |
package enum GroupMethod: String, Codable, Sendable, CaseIterable {
  /// REINFORCE, leave one out (Ahmadian et al. 2024). There each answer is learned from once, without a clip; with more
  /// steps for the same answers, the ratio of whole answers is clipped here as that of tokens is in PPO.
  case rloo
  /// Group-relative policy optimization (Shao et al. 2024, equations 3 and 4).
  case grpo
  /// GRPO without its two divisions, by the deviation and by the length ("Dr. GRPO", Liu et al. 2025, section 3.2).
  case unbiased

  /// The advantage of each answer of a group, the same for all its tokens.
  ///
  /// - Parameter rewards: of the answers to one prompt.
  // quote: group-advantages
  package func advantages(of rewards: [Float]) -> [Float] {
    let count = Float(rewards.count)
    let mean = rewards.reduce(0, +) / count
    return switch self {
    // r minus the mean of the other answers.
    case .rloo: rewards.map { ($0 - mean) * count / (count - 1) }
    case .grpo: rewards.map { ($0 - mean) / (deviation(rewards) + 1e-4) }
    case .unbiased: rewards.map { $0 - mean }
    }
  }
  // end quote

  /// Whether the leash is a part of the reward, as in PPO, or of the loss.
  package var hasKLInReward: Bool { self == .rloo }
}

/// The deviation of a sample.
private func deviation(_ rewards: [Float]) -> Float {
  Float(Spread(of: rewards.map(Double.init)).sampleVariance.squareRoot())
}
