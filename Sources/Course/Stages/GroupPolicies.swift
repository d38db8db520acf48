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

  /// The supervised model, trained by a method that holds the answers to a prompt against each other.
  package func groupPolicy(
    _ options: GroupPolicyOptions, against rewardModel: Stage<ScalarModel, [Double]>, title: Label
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    let start = try supervisedFineTuned()
    let key = try StageKey(
      "group-policy", recipe: 1, settings: options, seed: settings.seed,
      parents: [start.key, rewardModel.key])
    let policy = start.product.copy()
    return try runner.stage(
      key, title: title, total: options.iterations, snapshot: [PolicyPoint](), restoring: policy
    ) { run in
      try train(policy, from: start.product, options, against: rewardModel.product, run)
      return (policy, .scores(of: run.snapshot.last))
    }
  }

  private func train(
    _ policy: LanguageModel, from reference: LanguageModel, _ options: GroupPolicyOptions,
    against rewardModel: ScalarModel, _ run: StageRun<[PolicyPoint]>
  ) throws {
    // The random numbers are PPO's, so that methods differ in nothing else.
    var random = random("ppo")
    var asked: [Prompt] = []
    let trainer = GroupPolicyOptimization(
      policy, reference: reference, reward: .model(rewardModel), options: options,
      endOfText: tokenizer.endOfText, workers: workers)
    try run.untilStopped {
      try trainer.train(
        prompts: { count, random in
          asked = (0..<count).map { _ in
            world.samplePrompt(from: .equalShares(), split: .train, using: &random)
          }
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
