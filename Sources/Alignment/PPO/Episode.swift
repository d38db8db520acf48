/// One response in the words of reinforcement learning: the prompt is the first state, each token an
/// action, the reward comes at the end.
package struct Episode: Codable, Sendable {
  /// Which of the prompts that were given it answers, counted from 0.
  package var promptIndex: Int
  /// Tokens of the prompt, with the end-of-text marker before it and the line break after it.
  package var prompt: [Int32]
  /// Tokens of the response.
  package var response: [Int32]
  /// Whether the policy ended the response itself.
  package var hasEnded: Bool
  /// log π of each token when it was drawn.
  package var logProbabilities: [Float]
  /// log π_ref of the same tokens.
  package var referenceLogProbabilities: [Float] = []
  /// V before each token.
  package var values: [Float] = []
  /// What the reward model gives the response, or the penalty for one that does not end.
  package var score: Float = 0

  /// Σ (log π − log π_ref): the sampled KL of this response, in nats.
  package var kl: Double {
    zip(logProbabilities, referenceLogProbabilities).reduce(0) { $0 + Double($1.0 - $1.1) }
  }
}
