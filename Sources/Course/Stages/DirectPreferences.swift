import Alignment
import Foundation
import Models
import Tensors
import ToyWorld
import Training
import Words

/// How a policy did that learns from rankings directly.
package struct PreferencePoint: Codable, Sendable {
  package var step: Int
  /// Mean log π of the answers that were ranked higher, and lower, and the margin of the rewards β (log π − log π_ref).
  package var chosen: Double
  package var rejected: Double
  package var margin: Double
}

extension Course {
  /// The supervised model, trained by DPO on the rankings of the course.
  package func directPolicy() throws -> Stage<LanguageModel, [PreferencePoint]> {
    try directPolicy(settings.dpo, rankings: settings.rewardModel.ranking, title: "dpo")
  }

  /// The supervised model, trained on rankings without a reward model: on the same as `rewardModel(_:)` with the same
  /// settings would be.
  package func directPolicy(
    _ options: DirectPreferenceOptions, rankings: RewardModelSettings.Ranking, title: Label
  ) throws -> Stage<LanguageModel, [PreferencePoint]> {
    struct Settings: Encodable {
      var loss: DirectPreferenceLoss
      var direct: DirectPreferenceOptions
      var ranking: RewardModelSettings.Ranking
      var panel: Panel
      var learners: [RankingRecord]
      var learnerCopies: Int
    }
    let start = try supervisedFineTuned()
    let source = try rankingSource(rankings, of: start)
    let key = try StageKey(
      "direct-preference", recipe: 1,
      settings: Settings(
        loss: options.loss, direct: options, ranking: rankings, panel: source.panel,
        learners: source.learners,
        learnerCopies: source.learnerCopies),
      seed: settings.seed, parents: source.parents)
    lazy var sets = records(of: source).map(answers(of:))
    let policy = start.product.copy()
    return try runner.stage(
      key, title: title, total: options.steps(for: sets.count), snapshot: [PreferencePoint](),
      restoring: policy
    ) { run in
      var random = random("direct-preference")
      try run.untilStopped {
        try policy.train(
          on: sets, reference: start.product, options: options, workers: workers, using: &random,
          keeper: run
        ) { report in
          if report.step == 1, options.loss == .dpo {
            run.check("direct-loss", report["loss"], expected: log(2), tolerance: 1e-4)
          }
          run.metrics.record(report.metrics, step: report.step)
          let point = PreferencePoint(
            step: report.step, chosen: report["logps/chosen"], rejected: report["logps/rejected"],
            margin: report["rewards/margins"])
          run.snapshot.append(point)
          try run.update(
            report.step, .loss(report["loss"]),
            Moment([("curve-loss", report["loss"]), ("curve-pairs", report["rewards/accuracies"])]))
        }
      }
      return (policy, .none)
    }
  }

  /// In tokens, for a policy to learn from.
  package func answers(of record: RankingRecord) -> RankedAnswers {
    let prompt = tokenizer.prompt(record.prompt)
    return RankedAnswers(
      prompt: prompt,
      responses: record.completions.map {
        Array(sequence(record.prompt, $0).dropFirst(prompt.count))
      }, ranks: record.ranks)
  }
}
