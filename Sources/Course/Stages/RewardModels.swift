import Alignment
import Foundation
import Models
import Randomness
import Tensors
import ToyWorld
import Words

extension Course {
  /// Step 2 of RLHF: a model that scores answers as the labelers would rank them.
  package func rewardModel() throws -> Stage<ScalarModel, [Double]> {
    try importedRewardModel() ?? rewardModel(settings.rewardModel)
  }

  /// A reward model of other settings than the course's, or of other people's rankings.
  ///
  /// - Parameters:
  ///   - model: the supervised model whose outputs are ranked, and which it starts from; nil for the
  ///     course's.
  ///   - panel: who ranks; nil for the course's fair panel.
  ///   - mix: the kinds of prompts whose outputs are ranked.
  ///   - further: outputs that are ranked beside those.
  ///   - learnerCopies: how often the learner's own rankings count; nil for what the settings say.
  package func rewardModel(
    _ settings: RewardModelSettings, of model: Stage<LanguageModel, [FineTuningPoint]>? = nil,
    panel: Panel? = nil, mix: PromptMix = .equalShares(),
    with further: [Stage<[Outputs], [Outputs]>] = [], learnerCopies: Int? = nil,
    title: Label = "reward-model"
  ) throws -> Stage<ScalarModel, [Double]> {
    let policy = try model ?? supervisedFineTuned()
    let source = try rankingSource(
      settings.ranking, of: policy, panel: panel, mix: mix, with: further,
      learnerCopies: learnerCopies)
    // What is ranked is cut into tokens when the model is trained, and not where it was trained before.
    lazy var rankings = records(of: source).map(tokens)
    struct Settings: Encodable {
      var rewardModel: RewardModelSettings
      var panel: Panel
      var weights: [Double]
      var learners: [RankingRecord]
      var learnerCopies: Int
    }
    let key = try StageKey(
      "reward-model", recipe: 3,
      settings: Settings(
        rewardModel: settings, panel: source.panel, weights: mix.shares,
        learners: source.learners, learnerCopies: source.learnerCopies),
      seed: self.settings.seed, parents: source.parents)
    let options = settings.training
    var random = random("reward-model")
    let model = ScalarModel(from: policy.product, using: &random)
    return try runner.stage(
      key, title: title, total: options.steps(for: rankings.count), snapshot: [Double](),
      restoring: model
    ) { run in
      checkStart(of: model, on: Array(rankings.prefix(options.batchSize)), run)
      try run.untilStopped {
        try model.train(
          on: rankings, options: options, workers: workers, using: &random, keeper: run
        ) { report in
          run.metrics.record(report.metrics, step: report.step)
          let accuracy = run.metrics.series("accuracy").suffix(30).map(\.value)
          let mean = accuracy.reduce(0, +) / Double(max(1, accuracy.count))
          try run.update(
            report.step, .loss(report.loss),
            Moment([("curve-loss", report.loss), ("curve-pairs", mean)]))
        }
      }
      run.snapshot = normalize(model, onAnswersOf: policy.product, using: &random)
      let accuracy = run.metrics.series("accuracy").suffix(50).map(\.value)
      let mean = accuracy.reduce(0, +) / Double(max(1, accuracy.count))
      return (model, Label("accuracy", ["accuracy": mean.formatted(places: 2)]))
    }
  }

  /// Brings the scores of a model's answers to mean 0 and deviation 1.
  ///
  /// - Returns: those scores.
  func normalize(
    _ rewardModel: ScalarModel, onAnswersOf model: LanguageModel, using random: inout RandomSource
  ) -> [Double] {
    let samples = examiner.answers(
      of: model,
      to: (0..<256).map { _ in
        world.samplePrompt(from: .labelers, split: .train, using: &random)
      }, workers: workers, using: &random)
    rewardModel.normalize(by: scores(of: samples, by: rewardModel).map(Float.init))
    return scores(of: samples, by: rewardModel)
  }

  /// An answer must get the same score alone as beside longer ones: nothing else than it is read. And a model that
  /// gives all answers the same score must have the loss of guessing.
  func checkStart(
    of model: ScalarModel, on rankings: [RankedCompletions], _ run: StageRun<[Double]>
  ) {
    let sequences = rankings.first?.sequences ?? []
    let together = model.scores(sequences, workers: workers)
    let alone = sequences.flatMap { model.scores([$0], workers: workers) }
    let difference = zip(together, alone).map { abs(Double($0 - $1)) }.max() ?? 0
    run.check("score-alone", difference, expected: 0, tolerance: 1e-4)
    let impartial = model.copy()
    impartial.rescale(gain: 0, shift: 0)
    guard let loss = impartial.loss(of: rankings) else { return }
    run.check("ranking-loss", loss, expected: log(2), tolerance: 1e-4)
  }

  /// A reward model like the course's, with changes.
  package func rewardModel(
    title: Label, change: (inout RewardModelSettings) -> Void
  ) throws -> Stage<ScalarModel, [Double]> {
    var changed = settings.rewardModel
    change(&changed)
    return try rewardModel(changed, title: title)
  }
}
