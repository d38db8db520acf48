import Alignment
import Foundation
import Models

extension Course {
  /// How PPO draws answers.
  package var sampling: SamplingOptions {
    SamplingOptions(
      temperature: Float(settings.ppo.temperature),
      maximumNewTokens: settings.ppo.maximumNewTokens, endOfText: tokenizer.endOfText)
  }

  /// One episode: the policy answers a prompt, and the other three models read the answer.
  package func rollOut(_ models: PPOModels, _ prompt: String) -> Episode {
    var random = random("rollout")
    return models.rollOut(
      [tokenizer.prompt(prompt)], sampling: sampling,
      missingEndPenalty: Float(settings.ppo.missingEndPenalty), workers: workers, using: &random)[0]
  }

  /// A reward model from few rankings: one that can be fooled.
  package func weakRewardModel() throws -> Stage<ScalarModel, [Double]> {
    let prompts = settings.comparison.rankedPrompts
    return try rewardModel(title: "weak reward model, \(prompts) prompts") {
      $0.rankedPrompts = prompts
    }
  }

  /// A policy that chases a weak reward model, hard, on a leash of the given length.
  package func chase(
    _ weak: Stage<ScalarModel, [Double]>, klCoefficient: Double
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    var ppo = settings.ppo
    ppo.klCoefficient = klCoefficient
    ppo.targetKL = 0
    ppo.iterations = settings.comparison.iterations
    ppo.batchSize = settings.comparison.batchSize
    ppo.learningRate = settings.comparison.learningRate
    return try policy(ppo, against: weak, title: "β = \(klCoefficient.plain)")
  }

  /// The course's PPO, with changes.
  package func policy(
    title: String, change: (inout PPOSettings) -> Void
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    var ppo = settings.ppo
    change(&ppo)
    return try policy(ppo, against: rewardModel(), title: title)
  }
}

extension Course {
  /// A reward model like the course's, with changes.
  package func rewardModel(
    title: String, change: (inout RewardModelSettings) -> Void
  ) throws -> Stage<ScalarModel, [Double]> {
    var changed = settings.rewardModel
    change(&changed)
    return try rewardModel(changed, title: title)
  }
}

extension Double {
  /// As short as it can be written: `0`, `0.1`, `6.4`.
  package var plain: String {
    self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)"
  }
}
