import Alignment
import Models
import ToyWorld
import Training
import Words

/// How the supervised model learns from its own answers: the keys `selection.*`.
package struct SelectionSettings: Codable, Equatable, Sendable {
  package var drawing: Drawing
  package var training: LanguageModelTrainingOptions

  package init(from decoder: any Decoder) throws {
    drawing = try Drawing(from: decoder)
    training = try LanguageModelTrainingOptions(from: decoder)
  }

  package struct Drawing: Codable, Equatable, Sendable {
    package var prompts: Int
    /// To each prompt; one of them is kept.
    package var answers: Int
  }
}

/// Which of several answers is kept.
package enum Selection: String, Codable, Sendable {
  /// That with the highest score.
  case best
  /// Any: what is left of a gain without the reward.
  case random
}

extension Course {
  /// The supervised model, fine-tuned on answers of its own: to each prompt several are drawn, and one is kept (rejection
  /// sampling, Touvron et al. 2023, "Llama 2", section 3.2.3).
  package func selfTaught(
    _ settings: SelectionSettings, keeping selection: Selection,
    by rewardModel: Stage<ScalarModel, [Double]>, title: Label
  ) throws -> Stage<LanguageModel, [Double]> {
    struct Settings: Encodable {
      var selection: Selection
      var settings: SelectionSettings
      var missingEndPenalty: Float
    }
    let start = try supervisedFineTuned()
    let key = try StageKey(
      "self-taught", recipe: 1,
      settings: Settings(
        selection: selection, settings: settings,
        missingEndPenalty: self.settings.ppo.missingEndPenalty),
      seed: self.settings.seed, parents: [start.key, rewardModel.key])
    let model = start.product.copy()
    return try runner.stage(
      key, title: title, total: settings.training.steps(for: settings.drawing.prompts),
      snapshot: [Double](), restoring: model
    ) { run in
      var random = random("self-taught")
      let kept = keptAnswers(
        settings.drawing, selection, of: start.product, by: rewardModel.product)
      let sequences = kept.map {
        LabeledSequence.completion(prompt: tokenizer.prompt($0.prompt.text), completion: $0.tokens)
      }
      run.metrics.record(kept.gold.value, as: "gold/score", step: 0)
      try run.untilStopped {
        try model.train(
          on: sequences, options: settings.training, workers: workers, using: &random, keeper: run
        ) { report in
          run.metrics.record(report.metrics, step: report.step)
          try run.update(
            report.step, .loss(report.loss), Moment([("curve-loss", report.loss)]))
        }
      }
      return (model, .none)
    }
  }

  private func keptAnswers(
    _ drawing: SelectionSettings.Drawing, _ selection: Selection, of model: LanguageModel,
    by rewardModel: ScalarModel
  ) -> [Answer] {
    var random = random("selection")
    let prompts = (0..<drawing.prompts).map { _ in
      world.samplePrompt(from: .equalShares(), split: .train, using: &random)
    }
    let answers = answers(
      of: model, to: prompts.flatMap { Array(repeating: $0, count: drawing.answers) },
      for: "selection")
    let scores = proxyScores(of: answers, by: rewardModel)
    return prompts.indices.compactMap { prompt in
      // An answer that was cut off teaches nobody to end.
      let places = (prompt * drawing.answers..<(prompt + 1) * drawing.answers)
        .filter { answers[$0].hasEnded }
      return switch selection {
      case .best: places.max { scores[$0] < scores[$1] }.map { answers[$0] }
      case .random: places.first.map { answers[$0] }
      }
    }
  }
}
