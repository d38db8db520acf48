import Foundation
import Models
import Randomness
import Tokenization
import Training
import Words

/// A language model that is trained on tokens alone, to predict the next one or hidden ones.
package struct LanguageModelPlan {
  /// Names the stage, and its random numbers.
  package var name: String
  package var title: Label
  package var configuration: TransformerConfiguration
  package var options: LanguageModelTrainingOptions
  /// Of the texts.
  package var tokenizer: Tokenizer
  /// What is hidden; nil for the next-token objective.
  package var masking: Masking?
  /// How many texts there are.
  package var count: Int
  /// For the next-token objective each has one token more than the model reads. They are cut into tokens when
  /// the model is trained, and not where it was trained before.
  package var texts: () -> [[Int32]]
  package var validation: () -> [LabeledSequence]

  package init(
    name: String, title: Label, configuration: TransformerConfiguration,
    options: LanguageModelTrainingOptions, tokenizer: Tokenizer, masking: Masking?, count: Int,
    texts: @escaping () -> [[Int32]], validation: @escaping () -> [LabeledSequence]
  ) {
    (self.name, self.title, self.configuration) = (name, title, configuration)
    (self.options, self.tokenizer, self.masking) = (options, tokenizer, masking)
    (self.count, self.texts, self.validation) = (count, texts, validation)
  }

  /// The exercises of one epoch.
  func exercises(of texts: [[Int32]], using random: inout RandomSource) -> [LabeledSequence] {
    guard let masking else { return texts.map { .nextToken($0) } }
    return texts.map { .masked($0, by: masking, using: &random) }
  }
}

/// A stage that tells nothing but its metrics.
package struct NoSnapshot: Codable, Sendable {
  package init() {}
}

/// A language model at one moment of its training.
struct LanguageModelLook {
  let model: LanguageModel
  let step: Int
  /// Passes over the texts.
  let epoch: Double
  /// On the validation texts.
  let evaluation: LanguageModelEvaluation
}

extension Course {
  /// Trains a language model by plan, or takes it from an earlier run.
  package func languageModel(
    _ plan: LanguageModelPlan, key: StageKey
  ) throws -> Stage<LanguageModel, NoSnapshot> {
    try languageModel(plan, key: key, snapshot: NoSnapshot()) { _, _ in
    } note: { look in
      Label("validation-loss", ["loss": look.evaluation.loss.formatted(places: 2)])
    }
  }

  /// The same, for a model of which more is told than its losses.
  ///
  /// - Parameters:
  ///   - snapshot: what is told before it is trained.
  ///   - add: adds to it what is seen now and then.
  ///   - note: what a person reads in the end, of the last look.
  func languageModel<Snapshot: Codable>(
    _ plan: LanguageModelPlan, key: StageKey, snapshot: Snapshot,
    adding add: (LanguageModelLook, inout Snapshot) -> Void,
    note: (LanguageModelLook) -> Label
  ) throws -> Stage<LanguageModel, Snapshot> {
    let steps = plan.options.steps(for: plan.count)
    let looks = lookingSteps(steps)
    var random = random(plan.name)
    var gaps = self.random(plan.name + "/gaps")
    let model = LanguageModel(plan.configuration, using: &random)
    return try runner.stage(
      key, title: plan.title, total: steps, snapshot: snapshot, restoring: model
    ) { run in
      let (texts, validation) = (plan.texts(), plan.validation())
      func look(step: Int, epoch: Double) -> LanguageModelLook {
        let evaluation = model.evaluate(
          on: validation, isCausal: plan.masking == nil, workers: workers)
        run.metrics.record(evaluation.metrics, step: step)
        let look = LanguageModelLook(
          model: model, step: step, epoch: epoch, evaluation: evaluation)
        add(look, &run.snapshot)
        return look
      }
      var last = look(step: 0, epoch: 0)
      // Every token is as likely as any other, but for what random weights say.
      let (words, spread) = (plan.configuration.vocabularySize, plan.configuration.initialDeviation)
      run.check(
        "loss", last.evaluation.loss, expected: log(Double(words)),
        tolerance: 0.1 + 2 * spread * spread * Double(plan.configuration.width))
      try run.untilStopped {
        try model.train(
          inEpochs: { _ in plan.exercises(of: texts, using: &gaps) }, options: plan.options,
          workers: workers, using: &random, keeper: run
        ) { report in
          run.metrics.record(report.metrics, step: report.step)
          let isLook = looks.contains(report.step)
          if isLook { last = look(step: report.step, epoch: report.epoch) }
          let sample = isLook && plan.masking == nil ? sentence(of: model, plan.tokenizer) : nil
          try run.update(
            report.step, .loss(report.loss), Moment([("curve-loss", report.loss)], sample: sample))
        }
      }
      return (model, note(last))
    }
  }

  /// A text of a model in training, to see what its loss means.
  private func sentence(of model: LanguageModel, _ tokenizer: Tokenizer) -> String {
    var random = self.random("a sentence to watch")
    let start = [tokenizer.endOfText]
    let options = SamplingOptions(maximumNewTokens: 16, endOfText: tokenizer.endOfText)
    return model.sample([start], options: options, workers: workers, using: &random)
      .map { tokenizer.text($0.tokens) }.joined()
  }

  /// Moments at which a model is looked at: often at first, when much changes.
  private func lookingSteps(_ total: Int) -> Set<Int> {
    let shares: [Double] = [
      0.0078125, 0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1,
    ]
    return Set(shares.map { max(1, Int($0 * Double(total))) })
  }
}

extension Label {
  /// What is watched while a model is trained.
  static func loss(_ loss: Double) -> Label { Label("loss", ["loss": loss.formatted(places: 2)]) }
}
