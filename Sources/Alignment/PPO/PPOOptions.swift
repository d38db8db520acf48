import Training

/// The settings of PPO, with the symbols of the papers. Their values stand in lesson 5's
/// `hyperparameters.yaml`, under the names of these properties.
package struct PPOOptions: Codable, Equatable, Sendable {
  package var iterations: Int
  /// Prompts, and so episodes, per iteration.
  package var batchSize: Int
  /// β: the weight of the KL penalty.
  package var klCoefficient: Double
  /// The KL, in nats per response, that an adaptive β is steered to; 0 keeps β fixed.
  package var targetKL: Double
  /// Over how many episodes an adaptive β may change by a fifth of its size.
  package var klHorizon: Double
  /// γ.
  package var discount: Float
  /// λ.
  package var lambda: Float
  /// How often each batch of episodes is gone through.
  package var innerEpochs: Int
  package var minibatches: Int
  /// The peak, for the policy.
  package var learningRate: Double
  /// The peak, for the value model.
  package var valueLearningRate: Double
  /// ε of the policy's loss.
  package var clipRange: Float
  /// ε of the value model's loss.
  package var valueClipRange: Float
  package var valueCoefficient: Float
  /// The score of a response that never ends.
  package var missingEndPenalty: Float
  /// Of rollout, reference and update alike.
  package var temperature: Float
  package var maximumNewTokens: Int
  /// γ of InstructGPT's equation 2, the weight of the pretraining loss: "PPO-ptx" where above 0.
  package var pretrainingCoefficient: Float
  /// Web documents per minibatch, for the pretraining loss.
  package var pretrainingBatchSize: Int
  /// Iterations for which a batch of episodes is used. 1 is PPO as it should be, on-policy; above, later
  /// updates learn from episodes of a policy that is no more.
  package var rolloutInterval: Int

  package var klController: KLController {
    targetKL > 0 ? .adaptive(target: targetKL, horizon: klHorizon) : .fixed
  }

  // What the course never varies.
  package var schedule: LearningRateSchedule { .linear(floor: 0.1) }
  package var optimizer: AdamWOptions { AdamWOptions(secondDecay: 0.95, weightDecay: 0) }
}
