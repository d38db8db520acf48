import Alignment
import Foundation
import Metrics
import Models
import Tensors
import ToyWorld
import Training

extension Course {
  /// Step 2 of RLHF: a model that scores answers as the labelers would rank them.
  package func rewardModel() throws -> Stage<ScalarModel, [Double]> {
    try rewardModel(settings.rewardModel)
  }

  /// A reward model of other settings than the course's, or of other people's rankings.
  ///
  /// - Parameters:
  ///   - model: the supervised model whose outputs are ranked, and which it starts from; nil for the
  ///     course's.
  ///   - panel: who ranks; nil for the course's fair panel.
  ///   - mix: the kinds of prompts whose outputs are ranked.
  ///   - learnerCopies: how often the learner's own rankings count; nil for what the settings say.
  package func rewardModel(
    _ settings: RewardModelSettings, of model: Stage<LanguageModel, [FineTuningPoint]>? = nil,
    panel: Panel? = nil, mix: PromptMix = .equalShares(), learnerCopies: Int? = nil,
    title: String = "reward model"
  ) throws -> Stage<ScalarModel, [Double]> {
    let policy = try model ?? supervisedFineTuned()
    let outputs = try outputs(
      of: policy, prompts: settings.rankedPrompts, split: .train, settings: settings, mix: mix)
    let panel = panel ?? self.panel(settings)
    var rankings = tokens(ranked(outputs, by: panel, purpose: "train"))
    let copies = learnerCopies ?? (settings.includesLearner ? 1 : 0)
    let learners = copies > 0 ? try learnerRankings() : []
    for _ in 0..<copies { rankings += learners.map(tokens) }
    struct Settings: Encodable {
      var rewardModel: RewardModelSettings
      var panel: Panel
      var weights: [Double]
      var learners: [String]
      var learnerCopies: Int
    }
    let key = try StageKey(
      "reward-model", recipe: 3,
      settings: Settings(
        rewardModel: settings, panel: panel, weights: mix.shares,
        learners: learners.map { "\($0)" }, learnerCopies: copies),
      seed: self.settings.seed, parents: [policy.key])
    let options = settings.training
    let steps = options.steps(for: rankings.count)
    var random = random("reward-model")
    let model = ScalarModel(from: policy.product, using: &random)
    return try runner.stage(
      key, title: title, total: steps,
      restoring: model,
      run: { metrics, progress in
        try model.train(on: rankings, options: options, workers: workers, using: &random) {
          report in
          metrics.record(report.metrics, step: report.step)
          try progress.update(report.step, "loss \(report.loss.formatted(places: 2))")
        }
        let samples = examiner.answers(
          of: policy.product,
          to: (0..<256).map { _ in
            world.samplePrompt(from: .labelers, split: .train, using: &random)
          }, workers: workers, using: &random)
        let scores = scores(of: samples, by: model)
        model.normalize(by: scores.map(Float.init))
        let accuracy = metrics.series("accuracy").suffix(50).map(\.value)
        let mean = accuracy.reduce(0, +) / Double(max(1, accuracy.count))
        return (
          model, self.scores(of: samples, by: model), "accuracy \(mean.formatted(places: 2))"
        )
      })
  }

  /// A reward model's scores of answers.
  package func scores(of answers: [Answer], by model: ScalarModel) -> [Double] {
    model.scores(
      answers.map { tokenizer.prompt($0.prompt.text) + $0.tokens }, workers: workers
    ).map(Double.init)
  }

  /// A reward model's score of one text as an answer to a prompt.
  package func score(of text: String, to prompt: String, by model: ScalarModel) -> Double {
    Double(
      model.scores([tokenizer.prompt(prompt) + tokenizer.completion(text)], workers: workers)[0])
  }
}
