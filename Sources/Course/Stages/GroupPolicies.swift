import Alignment
import Models
import Tensors
import ToyWorld
import Training
import Words

/// What a group policy's answers are scored by.
package enum PolicyReward {
  /// What people prefer, as far as a reward model knows.
  case model(Stage<ScalarModel, [Double]>)
  /// What can be checked of an answer; the name says which rule it is.
  case rule(name: String, (Answer) -> Double)
}

extension Course {
  /// The supervised model, trained against the course's reward model with the settings of PPO.
  package func groupPolicy(_ method: GroupMethod) throws -> Stage<LanguageModel, [PolicyPoint]> {
    try groupPolicy(
      GroupPolicyOptions(method, groupSize: settings.groups.size, ppo: settings.ppo),
      reward: .model(rewardModel()), title: Label(method.rawValue))
  }

  /// The supervised model, trained by a method that holds the answers to a prompt against each other.
  package func groupPolicy(
    _ options: GroupPolicyOptions, reward: PolicyReward, title: Label
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    struct Settings: Encodable {
      var group: GroupPolicyOptions
      var rule: String?
      var rubric: Guideline
    }
    let start = try supervisedFineTuned()
    var parents = [start.key]
    var rule: String?
    switch reward {
    case .model(let stage): parents.append(stage.key)
    case .rule(let name, _): rule = name
    }
    let key = try StageKey(
      "group-policy", recipe: 1,
      settings: Settings(group: options, rule: rule, rubric: settings.rubric),
      seed: settings.seed, parents: parents)
    let policy = start.product.copy()
    return try runner.stage(
      key, title: title, total: options.iterations, snapshot: [PolicyPoint](), restoring: policy
    ) { run in
      try train(policy, from: start.product, options, reward, run)
      return (policy, .scores(of: run.snapshot.last))
    }
  }

  private func train(
    _ policy: LanguageModel, from reference: LanguageModel, _ options: GroupPolicyOptions,
    _ reward: PolicyReward, _ run: StageRun<[PolicyPoint]>
  ) throws {
    // The random numbers are PPO's, so that methods differ in nothing else.
    var random = random("ppo")
    var asked: [Prompt] = []
    let source: RewardSource =
      switch reward {
      case .model(let stage): .model(stage.product)
      case .rule(_, let rule):
        .rule { [self] episode in
          Float(
            rule(
              examiner.judged(
                episode.response, hasEnded: episode.hasEnded, to: asked[episode.promptIndex])))
        }
      }
    let trainer = GroupPolicyOptimization(
      policy, reference: reference, reward: source, options: options,
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
        let answers = report.episodes.map { episode in
          examiner.judged(
            episode.response, hasEnded: episode.hasEnded, to: asked[episode.promptIndex])
        }
        let gold = answers.reduce(0) { $0 + $1.gold } / Double(max(1, answers.count))
        run.metrics.record(report.metrics, step: report.iteration)
        run.metrics.record(gold, as: "gold/score", step: report.iteration)
        run.check("ratio", 1 + report.firstRatioError, expected: 1, tolerance: 1e-3)
        run.check("kl", report["objective/kl"], expected: 0, tolerance: 1e-3)
        let point = PolicyPoint(
          iteration: report.iteration, proxy: report["objective/scores"], gold: gold,
          kl: report["objective/kl"], prompt: answers.first?.prompt.text ?? "",
          answer: answers.first?.text ?? "")
        run.snapshot.append(point)
        try run.update(
          report.iteration, .scores(of: point),
          Moment(
            [("curve-judge", point.proxy), ("curve-gold", gold)],
            sample: "\(point.prompt) → \(point.answer)"))
      }
    }
  }
}
