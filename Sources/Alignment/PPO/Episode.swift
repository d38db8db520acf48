/// One response in the words of reinforcement learning: the prompt is the first state, each token an
/// action, the reward comes at the end.
package struct Episode: Sendable {
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

  /// What a model reads to predict each token of the response.
  package var input: [Int32] { prompt + response.dropLast() }

  /// Where in `input` each token of the response is predicted.
  package var predictingPositions: Range<Int> {
    prompt.count - 1..<prompt.count - 1 + response.count
  }
}

extension Collection where Element == Episode {
  /// The rows of a batch of these episodes' inputs that predict tokens of responses.
  package var predictingRows: [Int32] {
    var start = 0
    return flatMap { episode in
      defer { start += episode.input.count }
      return episode.predictingPositions.map { Int32(start + $0) }
    }
  }

  /// All responses' tokens, one after another.
  package var tokens: [Int32] { flatMap(\.response) }
}
