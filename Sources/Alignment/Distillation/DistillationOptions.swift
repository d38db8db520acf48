import Training

/// The settings of on-policy distillation. What PPO has, too, has PPO's names.
package struct DistillationOptions: Codable, Equatable, Sendable {
  package var iterations: Int
  /// Answers an iteration, each to a prompt of its own.
  package var batchSize: Int
  package var innerEpochs: Int
  package var minibatches: Int
  /// The peak.
  package var learningRate: Double
  /// ε.
  package var clipRange: Float
  package var temperature: Float
  package var maximumNewTokens: Int

  /// - Parameter ppo: what is PPO's.
  package init(_ ppo: PPOOptions) {
    (iterations, batchSize) = (ppo.iterations, ppo.batchSize)
    (innerEpochs, minibatches) = (ppo.innerEpochs, ppo.minibatches)
    (learningRate, clipRange) = (ppo.learningRate, ppo.clipRange)
    (temperature, maximumNewTokens) = (ppo.temperature, ppo.maximumNewTokens)
  }

  // What the course never varies.
  package var schedule: LearningRateSchedule { .linear(floor: 0.1) }
  package var optimizer: AdamWOptions { AdamWOptions(secondDecay: 0.95, weightDecay: 0) }
}

/// What is told after each iteration.
package struct DistillationReport: Sendable {
  package var iteration: Int
  /// What the student wrote, as it was before its steps; the teacher's log-probabilities stand for the reference's.
  package var episodes: [Episode]
  /// The largest |ρ − 1| of the first minibatch: 0, but for rounding.
  package var firstRatioError: Double
  /// Name and value of each metric.
  package var metrics: [(name: String, value: Double)]

  package subscript(name: String) -> Double {
    metrics.first { $0.name == name }?.value ?? .nan
  }
}
