import LessonKit

/// A course in which people are exchanged, and all else stays as it is.
package struct Lab {
  package let course: Course
  package let limits: LimitsSettings.Limits

  package init(_ course: Course, _ limits: LimitsSettings.Limits) {
    (self.course, self.limits) = (course, limits)
  }

  /// The same people, with a liking.
  ///
  /// - Parameter strength: in units of the labelers' utility; a perfect answer is worth 5.
  package func panel(liking dial: Dial, _ strength: Double) -> ToyWorld.Panel {
    course.panel(course.settings.rewardModel.ranking, bias: dial.bias(strength))
  }

  /// The same people, divided over caution: the last few like “don't know”, the others dislike it.
  ///
  /// - Parameter feeling: of the cautious; as strong as that of the others where it is not given.
  package func dividedPanel(cautious: Int, feeling: Double? = nil) -> DividedPanel {
    DividedPanel(
      bold: panel(liking: .caution, -limits.dispute).labelers.dropLast(cautious),
      cautious: panel(liking: .caution, feeling ?? limits.dispute).labelers.suffix(cautious))
  }

  /// A reward model from a panel's rankings, and a policy that is trained against it.
  ///
  /// - Parameters:
  ///   - mix: the kinds of prompts of the rankings and of PPO.
  ///   - start: the supervised model that is aligned; nil for the course's.
  ///   - title: of both trainings: the messages have `reward-model/TITLE` and `ppo/TITLE`.
  package func aligned(
    to panel: ToyWorld.Panel, mix: PromptMix = .equalShares(),
    from start: Stage<LanguageModel, [FineTuningPoint]>? = nil, effort: Effort = .small,
    title: Label
  ) throws -> AlignedModel {
    let rewardModel = try rewardModel(
      of: panel, mix: mix, from: start, effort: effort, title: title)
    var ppo = course.settings.ppo
    if effort != .full {
      ppo.targetKL = 0
      ppo.iterations = limits.iterations
      ppo.batchSize = limits.batchSize
      ppo.learningRate = limits.learningRate
      ppo.klCoefficient = limits.klCoefficient
    }
    let policy = try course.policy(
      ppo, against: rewardModel, from: start, mix: mix,
      title: Label("ppo/\(title.key)", title.values))
    return AlignedModel(
      training: policy, rewardModel: rewardModel.product, answers: course.examine(policy.product))
  }

  /// A reward model from a panel's rankings.
  func rewardModel(
    of panel: ToyWorld.Panel, mix: PromptMix = .equalShares(),
    from start: Stage<LanguageModel, [FineTuningPoint]>? = nil, effort: Effort = .small,
    learnerCopies: Int? = nil, title: Label
  ) throws -> Stage<ScalarModel, [Double]> {
    var changed = course.settings.rewardModel
    switch effort {
    case .small: changed.ranking.rankedPrompts = limits.rankedPrompts
    case .premises: changed.ranking.rankedPrompts = limits.premiseRankedPrompts
    case .full: break
    }
    return try course.rewardModel(
      changed, of: start, panel: panel, mix: mix, learnerCopies: learnerCopies,
      title: Label("reward-model/\(title.key)", title.values))
  }
}

/// A policy, and the reward model that stood for its labelers while it was trained.
package struct AlignedModel {
  let training: Stage<LanguageModel, [PolicyPoint]>
  let rewardModel: ScalarModel
  /// To held-out prompts of all kinds.
  let answers: [Answer]

  package var policy: LanguageModel { training.product }
}

/// How much is ranked, and trained, for one panel.
package enum Effort {
  /// Seconds: for comparing many.
  case small
  /// The same with enough rankings where prejudice is at stake.
  case premises
  /// As in lessons 4 and 5; of the fair panel, it is their reward model and their policy.
  case full
}

/// A panel of two opinions.
package struct DividedPanel {
  /// They dislike “don't know”: better a guess than nothing.
  package let bold: [Labeler]
  /// They like “don't know”: better nothing than a guess.
  package let cautious: [Labeler]

  package var panel: ToyWorld.Panel { Panel(labelers: bold + cautious) }
}
