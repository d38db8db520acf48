import Foundation
import Metrics
import Models
import Randomness
import Tensors
import Training

/// A language model that is trained on tokens alone, to predict the next one or hidden ones.
struct LanguageModelPlan {
  /// Names the stage, and its random numbers.
  var name: String
  var title: String
  var configuration: TransformerConfiguration
  var options: LanguageModelTrainingOptions
  /// What is hidden; nil for the next-token objective.
  var masking: Masking?
  /// For the next-token objective each has one token more than the model reads.
  var texts: [[Int32]]
  var validation: [LabeledSequence]

  /// The exercises of one epoch.
  func exercises(using random: inout RandomSource) -> [LabeledSequence] {
    guard let masking else { return texts.map { .nextToken($0) } }
    return texts.map { .masked($0, by: masking, using: &random) }
  }
}

/// A stage that tells nothing but its metrics.
package struct NoSnapshot: Codable, Sendable {}

extension Course {
  /// Trains a language model by plan, or takes it from an earlier run.
  func languageModel(
    _ plan: LanguageModelPlan, key: StageKey
  ) throws -> Stage<LanguageModel, NoSnapshot> {
    let options = plan.options
    let steps = options.steps(for: plan.texts.count)
    var random = random(plan.name)
    var gaps = self.random(plan.name + "/gaps")
    let model = LanguageModel(plan.configuration, using: &random)
    return try runner.stage(
      key, title: plan.title, total: steps,
      restoring: model,
      run: { metrics, progress in
        let looks = lookingSteps(steps)
        look(at: model, plan, step: 0, &metrics)
        try model.train(
          inEpochs: { _ in plan.exercises(using: &gaps) }, options: options, workers: workers,
          using: &random
        ) { report in
          metrics.record(report.metrics, step: report.step)
          if looks.contains(report.step) { look(at: model, plan, step: report.step, &metrics) }
          try progress.update(report.step, "loss \(report.loss.formatted(places: 2))")
        }
        let last = metrics.last("eval_loss") ?? .nan
        return (model, NoSnapshot(), "validation loss \(last.formatted(places: 2))")
      })
  }

  private func look(
    at model: LanguageModel, _ plan: LanguageModelPlan, step: Int, _ metrics: inout MetricLog
  ) {
    let evaluation = model.evaluate(
      on: plan.validation, isCausal: plan.masking == nil, workers: workers)
    metrics.record(evaluation.metrics, step: step)
  }
}
