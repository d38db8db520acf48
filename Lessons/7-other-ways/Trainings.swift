import LessonKit

extension Course {
  /// How many answers each way draws while it learns.
  var samplesDrawn: Results {
    [
      "samples/ppo": settings.ppo.iterations * settings.ppo.batchSize,
      "samples/selection": settings.selection.drawing.prompts * settings.selection.drawing.answers,
      "groups/prompts": settings.ppo.batchSize / settings.groups.size,
    ]
  }

  /// SFT's answers to a loaded question, as the best policy for the judge weighs them.
  func example(of arena: Arena, beta: Double) -> OptimumExample {
    let place = arena.prompts.firstIndex { $0.kind == .premise } ?? 0
    let answers = arena.samples.answers.filter { $0.cluster == place }.map { answer in
      var answer = answer
      answer.cluster = 0
      return answer
    }
    let list = list(answers, prompts: 1, sft: arena.sft, judge: arena.judge)
    return OptimumExample(list: list, optimum: Optimum(list, beta: beta))
  }

  /// Fine-tuning on the best of SFT's own answers, and on any of them.
  func selectedWays(
    _ arena: Arena, _ settings: OtherWaysSettings.Frontier, beta: Double
  ) throws -> [Way] {
    let judge = try rewardModel()
    return try [Selection.best, .random].map { selection in
      let name = selection == .best ? "selected" : "random"
      let policy = try selfTaught(
        self.settings.selection, keeping: selection, by: judge, title: Label(name)
      ).product
      return way(name, Label(name), policy, beta: beta, in: arena, settings, isHeldOut: true)
    }
  }

  /// PPO, and what does without its value model, all with the same settings.
  func trainedWays(
    _ arena: Arena, _ settings: OtherWaysSettings.Frontier, beta: Double
  ) throws -> [Way] {
    let ppo = try policy()
    return try [
      way(
        "ppo", "ppo", ppo.product, beta: beta, in: arena, settings, isHeldOut: true)
    ]
      + GroupMethod.allCases.map { method in
        way(
          method.rawValue, Label(method.rawValue), try groupPolicy(method).product, beta: beta,
          in: arena, settings, isHeldOut: true)
      }
  }

  /// What learns from the rankings directly. Its own β counts in units of the ranking loss, and not of the judge's
  /// deviations.
  ///
  /// - Parameter beta: at which it is held against the optimum.
  func directWays(
    _ arena: Arena, _ settings: OtherWaysSettings.Frontier, beta: Double
  ) throws -> [Way] {
    var ipo = self.settings.dpo
    ipo.loss = .ipo
    ipo.klCoefficient = settings.ipo
    let policies = [
      ("dpo", try directPolicy()),
      ("ipo", try directPolicy(ipo, rankings: self.settings.rewardModel.ranking, title: "ipo")),
    ]
    return policies.map { name, policy in
      way(name, Label(name), policy.product, beta: beta, in: arena, settings, isHeldOut: true)
    }
  }

  /// The weak judge of lesson 5.
  func weakJudge(_ settings: OtherWaysSettings.WeakJudge) throws -> Stage<ScalarModel, [Double]> {
    try rewardModel(title: .count("weak-reward-model", settings.rankedPrompts)) {
      $0.ranking.rankedPrompts = settings.rankedPrompts
    }
  }

  /// Policies that chase the weak judge: PPO and GRPO on several leashes, and DPO on the few rankings that the judge has
  /// read.
  func hackingWays(
    _ arena: Arena, against weak: Stage<ScalarModel, [Double]>, _ settings: OtherWaysSettings
  ) throws -> [Way] {
    let frontier = settings.frontier
    func chasing(_ beta: Double) -> PPOOptions {
      var ppo = self.settings.ppo
      ppo.klCoefficient = beta
      ppo.targetKL = 0
      ppo.iterations = settings.overOptimization.iterations
      ppo.batchSize = settings.overOptimization.batchSize
      ppo.learningRate = settings.overOptimization.learningRate
      return ppo
    }
    func label(_ name: String, _ beta: Double) -> Label {
      Label("\(name)-at", ["beta": beta.plain])
    }
    let ppo = try frontier.ppo.sorted().map { beta in
      let policy = try policy(chasing(beta), against: weak, title: label("ppo", beta))
      return way(
        "ppo/\(beta.plain)", label("ppo", beta), policy.product, beta: beta, in: arena, frontier)
    }
    let stopped = try frontier.stopped.sorted().map { iterations in
      var ppo = chasing(0)
      ppo.iterations = Int(iterations)
      let label = Label("stopped-at", ["count": iterations.plain])
      let policy = try policy(ppo, against: weak, title: label)
      return way("stopped/\(iterations.plain)", label, policy.product, in: arena, frontier)
    }
    let grpo = try frontier.grpo.sorted().map { beta in
      let policy = try groupPolicy(
        GroupPolicyOptions(.grpo, groupSize: self.settings.groups.size, ppo: chasing(beta)),
        against: weak, title: label("grpo", beta))
      return way(
        "grpo/\(beta.plain)", label("grpo", beta), policy.product, in: arena, frontier)
    }
    var few = self.settings.rewardModel.ranking
    few.rankedPrompts = settings.overOptimization.rankedPrompts
    let dpo = try frontier.dpo.sorted().map { beta in
      var options = self.settings.dpo
      options.klCoefficient = beta
      options.epochs = frontier.dpoEpochs
      let policy = try directPolicy(options, rankings: few, title: label("dpo", beta))
      return way("dpo/\(beta.plain)", label("dpo", beta), policy.product, in: arena, frontier)
    }
    return ppo + stopped + grpo + dpo
  }
}
