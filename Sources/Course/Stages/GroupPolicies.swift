import Alignment
import Models
import Tensors
import ToyWorld
import Training
import Words

extension Course {
  /// The supervised model, trained against the course's reward model with the settings of PPO.
  package func groupPolicy(_ method: GroupMethod) throws -> Stage<LanguageModel, [PolicyPoint]> {
    try groupPolicy(
      GroupPolicyOptions(method, groupSize: settings.groups.size, ppo: settings.ppo),
      against: rewardModel(), title: Label(method.rawValue))
  }

  /// The supervised model, trained by GRPO against what can be checked: whether answers are right.
  package func verifiedPolicy() throws -> Stage<LanguageModel, [PolicyPoint]> {
    try groupPolicy(rewardedBy: .verifier(.truth), title: "rlvr")
  }

  /// PPO's settings with those of `verifiable.*`.
  package var verifiableOptions: PPOOptions {
    var ppo = settings.ppo
    let own = settings.verifiable
    (ppo.klCoefficient, ppo.learningRate) = (own.klCoefficient, own.learningRate)
    (ppo.iterations, ppo.batchSize) = (own.iterations, own.batchSize)
    return ppo
  }

  /// A model trained by GRPO with the settings of `verifiable.*`.
  ///
  /// - Parameters:
  ///   - start: what is trained; nil for the supervised model.
  ///   - change: of these settings.
  package func groupPolicy(
    rewardedBy reward: Reward, from start: Writer? = nil, title: Label,
    change: (inout GroupPolicyOptions) -> Void = { _ in }
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    var options = GroupPolicyOptions(
      .grpo, groupSize: settings.groups.size, ppo: verifiableOptions)
    change(&options)
    return try groupPolicy(options, rewardedBy: reward, from: start, title: title)
  }

  /// The supervised model, trained by a method that holds the answers to a prompt against each other.
  package func groupPolicy(
    _ options: GroupPolicyOptions, against rewardModel: Stage<ScalarModel, [Double]>, title: Label
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    try groupPolicy(options, rewardedBy: .model(rewardModel), from: nil, title: title)
  }

  private func groupPolicy(
    _ options: GroupPolicyOptions, rewardedBy reward: Reward, from start: Writer?, title: Label
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    struct Settings: Encodable {
      var options: GroupPolicyOptions
      var reward: String
    }
    let start = try start ?? supervisedFineTuned().writer
    let (name, parents) = reward.key
    let key = try StageKey(
      "group-policy", recipe: 3, settings: Settings(options: options, reward: name),
      seed: settings.seed, parents: [start.key] + parents)
    let policy = start.model.copy()
    return try runner.stage(
      key, title: title, total: options.iterations, snapshot: [PolicyPoint](), restoring: policy
    ) { run in
      try train(policy, from: start.model, options, rewardedBy: reward, run)
      return (policy, .scores(of: run.snapshot.last))
    }
  }

  private func train(
    _ policy: LanguageModel, from reference: LanguageModel, _ options: GroupPolicyOptions,
    rewardedBy reward: Reward, _ run: StageRun<[PolicyPoint]>
  ) throws {
    // The random numbers are PPO's, so that methods differ in nothing else.
    var random = random("ppo")
    var asked: [Prompt] = []
    let trainer = GroupPolicyOptimization(
      policy, reference: reference,
      reward: source(of: reward) { asked },
      options: options, endOfText: tokenizer.endOfText, workers: workers)
    try run.untilStopped {
      try trainer.train(
        prompts: { count, random in
          asked = practicePrompts(count, using: &random)
          return asked.map { tokenizer.prompt($0.text) }
        }, using: &random, keeper: run
      ) { report in
        try run.record(
          iteration: report.iteration, report.metrics, firstRatioError: report.firstRatioError,
          judged(report.episodes, to: asked))
      }
    }
  }
}

/// How a policy learns from what can be checked: the keys `verifiable.*`. All else is PPO's.
package struct VerifiableSettings: Codable, Equatable, Sendable {
  /// β.
  package var klCoefficient: Double
  package var iterations: Int
  /// Answers an iteration.
  package var batchSize: Int
  /// The peak.
  package var learningRate: Double
}
