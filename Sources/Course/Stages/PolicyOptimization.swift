import Alignment
import Models
import Tensors
import ToyWorld
import Training
import Words

/// How a policy did in the middle of PPO.
package struct PolicyPoint: Codable, Sendable {
  package var iteration: Int
  /// Mean score of the reward model over the iteration's episodes.
  package var proxy: Double
  /// Mean gold score of the same episodes.
  package var gold: Double
  /// Mean sampled KL to the reference, in nats a response.
  package var kl: Double
  /// One answer, to see what the numbers mean.
  package var prompt: String
  package var answer: String
}

extension Label {
  fileprivate static func scores(proxy: Double, gold: Double, kl: Double) -> Label {
    Label(
      "scores",
      [
        "score": proxy.formatted(places: 2), "gold": gold.formatted(places: 2),
        "kl": kl.formatted(places: 1),
      ])
  }
}

extension Course {
  /// Step 3 of RLHF: the supervised model, trained by PPO against the reward model.
  package func policy() throws -> Stage<LanguageModel, [PolicyPoint]> {
    try policy(settings.ppo, against: try rewardModel(), title: "ppo")
  }

  /// A policy of other settings than the course's, or against another reward model.
  ///
  /// - Parameters:
  ///   - start: the supervised model that it starts from; nil for the course's.
  ///   - mix: the kinds of prompts that it practises on.
  package func policy(
    _ settings: PPOOptions, against rewardModel: Stage<ScalarModel, [Double]>,
    from start: Stage<LanguageModel, [FineTuningPoint]>? = nil,
    mix: PromptMix = .equalShares(), title: Label
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    struct Settings: Encodable {
      var ppo: PPOOptions
      var weights: [Double]
    }
    let start = try start ?? supervisedFineTuned()
    let key = try StageKey(
      "ppo", recipe: 4,
      settings: Settings(ppo: settings, weights: mix.shares),
      seed: self.settings.seed, parents: [start.key, rewardModel.key])
    let models = PPOModels(policy: start.product.copy(), rewardModel: rewardModel.product)
    return try runner.stage(key, title: title, total: settings.iterations, restoring: models.policy)
    { metrics, progress in
      var points: [PolicyPoint] = []
      var random = random("ppo")
      let trainer = PPO(
        models, options: settings, endOfText: tokenizer.endOfText, workers: workers)
      let documents =
        settings.pretrainingCoefficient > 0
        ? data.web.map { LabeledSequence.nextToken(tokenizer.document($0)) } : []
      var asked: [Prompt] = []
      try trainer.train(
        prompts: { count, random in
          asked = (0..<count).map { _ in
            world.samplePrompt(from: mix, split: .train, using: &random)
          }
          return asked.map { tokenizer.prompt($0.text) }
        },
        pretraining: documents, using: &random
      ) { report in
        let answers = report.episodes.map { episode in
          examiner.judged(
            episode.response, hasEnded: episode.hasEnded, to: asked[episode.promptIndex])
        }
        let gold = answers.reduce(0) { $0 + $1.gold } / Double(max(1, answers.count))
        metrics.record(report.metrics, step: report.iteration)
        metrics.record(gold, as: "gold/score", step: report.iteration)
        let proxy = report["objective/scores"]
        let kl = report["objective/kl"]
        points.append(
          PolicyPoint(
            iteration: report.iteration, proxy: proxy, gold: gold, kl: kl,
            prompt: answers.first?.prompt.text ?? "", answer: answers.first?.text ?? ""))
        try progress.update(
          report.iteration, .scores(proxy: proxy, gold: gold, kl: kl))
      }
      let last = points.last
      return (
        models.policy, points,
        .scores(proxy: last?.proxy ?? .nan, gold: last?.gold ?? .nan, kl: last?.kl ?? .nan)
      )
    }
  }
}
