import Training

/// The settings of a method without a value model. What PPO has, too, has PPO's names and values: so the methods learn from
/// as many answers, in as many steps.
package struct GroupPolicyOptions: Codable, Equatable, Sendable {
  package var method: GroupMethod
  /// G: answers to each prompt.
  package var groupSize: Int
  package var iterations: Int
  /// Answers an iteration, to `batchSize / groupSize` prompts; what is over is not drawn.
  package var batchSize: Int
  /// β: the weight of the KL penalty.
  package var klCoefficient: Double
  package var innerEpochs: Int
  package var minibatches: Int
  /// The peak.
  package var learningRate: Double
  /// ε.
  package var clipRange: Float
  /// The score of an answer that never ends.
  package var missingEndPenalty: Float
  package var temperature: Float
  package var maximumNewTokens: Int

  /// - Parameter ppo: what is PPO's.
  package init(_ method: GroupMethod, groupSize: Int, ppo: PPOOptions) {
    (self.method, self.groupSize) = (method, groupSize)
    (iterations, batchSize) = (ppo.iterations, ppo.batchSize)
    (klCoefficient, learningRate, clipRange) = (ppo.klCoefficient, ppo.learningRate, ppo.clipRange)
    (innerEpochs, minibatches) = (ppo.innerEpochs, ppo.minibatches)
    (missingEndPenalty, temperature) = (ppo.missingEndPenalty, ppo.temperature)
    maximumNewTokens = ppo.maximumNewTokens
  }

  /// Prompts an iteration.
  package var groups: Int { batchSize / groupSize }
  /// Answers an iteration, in whole groups.
  package var answers: Int { groups * groupSize }

  // What the course never varies.
  package var schedule: LearningRateSchedule { .linear(floor: 0.1) }
  package var optimizer: AdamWOptions { AdamWOptions(secondDecay: 0.95, weightDecay: 0) }
}

/// What is told after each iteration; the names are those of TRL's logs.
package struct GroupPolicyReport: Sendable {
  package var iteration: Int
  package var totalIterations: Int
  /// One group after another.
  package var episodes: [Episode]
  /// Of each episode.
  package var advantages: [Float]
  /// The largest |ρ − 1| of the first minibatch: 0, but for rounding.
  package var firstRatioError: Double
  /// Name and value of each metric.
  package var metrics: [(name: String, value: Double)]

  package subscript(name: String) -> Double {
    metrics.first { $0.name == name }?.value ?? .nan
  }
}
