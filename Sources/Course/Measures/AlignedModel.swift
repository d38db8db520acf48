import Alignment
import Metrics
import Models
import ToyWorld

/// A policy, and the reward model that stood for its labelers while it was trained.
package struct AlignedModel {
  package let policy: LanguageModel
  package let rewardModel: ScalarModel
  /// To held-out prompts of all kinds.
  package let answers: [Answer]
}

/// How much is ranked, and trained, for one panel.
package enum Effort: Sendable {
  /// Seconds: for comparing many.
  case small
  /// The same with enough rankings where prejudice is at stake.
  case premises
  /// As in lessons 4 and 5; of the fair panel, it is their reward model and their policy.
  case full
}

/// A panel of two opinions.
package struct DividedPanel: Sendable {
  /// They dislike “don't know”: better a guess than nothing.
  package let bold: [Labeler]
  /// They like “don't know”: better nothing than a guess.
  package let cautious: [Labeler]

  package var panel: Panel { Panel(labelers: bold + cautious) }
}

extension Course {
  /// The fair panel of the course.
  package var fairPanel: Panel { panel(settings.rewardModel) }

  /// The same people, with a liking.
  package func panel(liking dial: Dial, _ strength: Double) -> Panel {
    panel(settings.rewardModel, bias: dial.bias(strength))
  }

  /// The same people, divided over caution: the last few like “don't know” as much as the others
  /// dislike it.
  package func dividedPanel(cautious: Int) -> DividedPanel {
    let strength = settings.limits.dispute
    let bold = panel(liking: .caution, -strength).labelers
    return DividedPanel(
      bold: Array(bold.dropLast(cautious)),
      cautious: panel(liking: .caution, strength).labelers.suffix(cautious))
  }

  /// A reward model from a panel's rankings, and a policy that is trained against it.
  ///
  /// - Parameters:
  ///   - mix: the kinds of prompts of the rankings and of PPO.
  ///   - start: the supervised model that is aligned; nil for the course's.
  package func aligned(
    to panel: Panel, mix: PromptMix = .equalShares(),
    from start: Stage<LanguageModel, [FineTuningPoint]>? = nil, effort: Effort = .small,
    title: String
  ) throws -> AlignedModel {
    let rewardModel = try rewardModel(
      of: panel, mix: mix, from: start, effort: effort, title: title)
    var ppo = settings.ppo
    if effort != .full {
      ppo.targetKL = 0
      ppo.iterations = settings.limits.iterations
      ppo.batchSize = settings.limits.batchSize
      ppo.learningRate = settings.limits.learningRate
      ppo.klCoefficient = settings.limits.klCoefficient
    }
    let policy = try policy(
      ppo, against: rewardModel, from: start, mix: mix, title: "PPO: \(title)"
    ).product
    return AlignedModel(
      policy: policy, rewardModel: rewardModel.product, answers: examine(policy))
  }

  /// A reward model from a panel's rankings.
  package func rewardModel(
    of panel: Panel, mix: PromptMix = .equalShares(),
    from start: Stage<LanguageModel, [FineTuningPoint]>? = nil, effort: Effort = .small,
    learnerCopies: Int? = nil, title: String
  ) throws -> Stage<ScalarModel, [Double]> {
    var changed = settings.rewardModel
    switch effort {
    case .small: changed.rankedPrompts = settings.limits.rankedPrompts
    case .premises: changed.rankedPrompts = settings.limits.premiseRankedPrompts
    case .full: break
    }
    return try rewardModel(
      changed, of: start, panel: panel, mix: mix, learnerCopies: learnerCopies,
      title: "reward model: \(title)")
  }
}
