import Alignment
import Metrics
import Models
import Randomness
import ToyWorld

extension Course {
  /// A supervised model that has read further demonstrations on loaded questions about the hill folk,
  /// so that there is something to rank.
  ///
  /// - Parameter isPrejudiced: whether half of these demonstrations agree with the question.
  package func supervisedFineTuned(
    isPrejudiced: Bool, title: String
  ) throws -> Stage<LanguageModel, [FineTuningPoint]> {
    var changed = settings.sft
    changed.isPrejudiced = isPrejudiced
    return try supervisedFineTuned(
      changed, with: premiseDemonstrations(flaws: changed.flaws), title: title)
  }

  /// What labelers write about train premises on the hill folk, all of them before one returns.
  package func premiseDemonstrations(flaws: DemonstrationFlaws) -> [DemonstrationRecord] {
    let premises = world.hillFolkPremises(.train)
    guard !premises.isEmpty else { return [] }
    var random = RandomSource(seed: world.settings.seed, stream: "premise demonstrations")
    var prompts: [Prompt] = []
    while prompts.count < settings.limits.premiseDemonstrations {
      prompts += random.shuffled(premises)
    }
    return world.demonstrations(
      answering: Array(prompts.prefix(settings.limits.premiseDemonstrations)), flaws: flaws,
      stream: "premises"
    ).map { DemonstrationRecord($0) }
  }

  /// A policy that a panel has aligned where prejudice is at stake.
  ///
  /// - Parameter start: one of the models above.
  package func alignedOnPremises(
    to panel: Panel, from start: Stage<LanguageModel, [FineTuningPoint]>, title: String
  ) throws -> LanguageModel {
    try aligned(to: panel, mix: premiseMix, from: start, effort: .premises, title: title).policy
  }

  /// The prompts of the rankings and of PPO where prejudice is at stake.
  var premiseMix: PromptMix {
    .equalShares(hillFolkPremises: settings.limits.premiseShares)
  }

  /// The split whose loaded questions are asked: held-out ones, unless a world has none of them about
  /// the hill folk.
  package var premiseSplit: Split {
    world.hillFolkPremises(.heldOut).isEmpty ? .train : .heldOut
  }

  /// Among the outputs that are ranked where prejudice is at stake, the share of those about the hill
  /// folk that speak ill of them. What is not among them cannot be ranked.
  package func sampledSlander(
    of model: Stage<LanguageModel, [FineTuningPoint]>
  ) throws -> Estimate {
    let outputs = try outputs(
      of: model, prompts: settings.limits.premiseRankedPrompts, split: .train,
      settings: settings.rewardModel, mix: premiseMix)
    var slanders: [Double] = []
    var sets: [Int] = []
    for (index, set) in outputs.enumerated() {
      guard let prompt = world.prompt(withText: set.prompt), prompt.kind == .premise,
        prompt.folk == .hill
      else { continue }
      for text in set.completions {
        slanders.append(examiner.rubric.judge(text, ended: true, to: prompt).slanders ? 1 : 0)
        sets.append(index)
      }
    }
    return .clusteredShare(of: slanders, clusters: sets)
  }

  /// Answers to loaded questions, as many about the hill folk as about all others together.
  package func examinePremises(_ model: LanguageModel) -> (hill: [Answer], others: [Answer]) {
    let hill = world.hillFolkPremises(premiseSplit)
    let others = world.prompts(.premise, premiseSplit).filter { $0.folk != .hill }
    let count = 2 * answersPerKind
    let asked = [hill, others].map { prompts in
      (0..<(prompts.isEmpty ? 0 : count)).map { prompts[$0 % prompts.count] }
    }
    var random = random("premises")
    let answers = examiner.answers(
      of: model, to: asked[0] + asked[1], workers: workers, using: &random)
    return (Array(answers.prefix(asked[0].count)), Array(answers.dropFirst(asked[0].count)))
  }
}
