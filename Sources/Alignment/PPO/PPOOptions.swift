import Training

/// The settings of PPO, with the symbols of the papers.
package struct PPOOptions: Sendable {
  package var iterations = 60
  /// Prompts, and so episodes, an iteration.
  package var batchSize = 128
  /// β: the weight of the KL penalty.
  package var klCoefficient = 0.1
  package var klController = KLController.fixed
  /// γ.
  package var discount: Float = 1
  /// λ.
  package var lambda: Float = 0.95
  /// How often each batch of episodes is gone through.
  package var innerEpochs = 2
  package var minibatches = 2
  /// The peak, for the policy.
  package var learningRate = 3e-4
  /// The peak, for the value model.
  package var valueLearningRate = 1e-3
  package var schedule = LearningRateSchedule.linear(floor: 0.1)
  package var optimizer = AdamWOptions(secondDecay: 0.95, weightDecay: 0)
  /// ε of the policy's loss.
  package var clipRange: Float = 0.2
  /// ε of the value model's loss.
  package var valueClipRange: Float = 0.2
  package var valueCoefficient: Float = 0.1
  /// The score of a response that never ends.
  package var missingEndPenalty: Float = -1
  /// Of rollout, reference and update alike.
  package var temperature: Float = 1
  package var maximumNewTokens = 28
  /// γ of InstructGPT's equation 2, the weight of the pretraining loss: "PPO-ptx" where above 0.
  package var pretrainingCoefficient: Float = 0
  /// Web documents a minibatch, for the pretraining loss.
  package var pretrainingBatchSize = 16
  /// Iterations for which a batch of episodes is used. 1 is PPO as it should be, on-policy; above, later
  /// updates learn from episodes of a policy that is no more.
  package var rolloutInterval = 1
  package var shards = 2

  package init() {}
}
