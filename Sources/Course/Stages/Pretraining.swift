import Alignment
import Foundation
import Metrics
import Models
import Tensors
import ToyWorld
import Training

/// What the base model could do, and how it behaved, at one moment of its training.
package struct PretrainingPoint: Codable, Sendable {
  package var step: Int
  /// Passes over the web text.
  package var epoch: Double
  /// Per word, on validation text.
  package var perplexity: Double
  package var helpful: Double
  package var truthful: Double
  package var harmless: Double
}

extension Course {
  /// The base model: trained to predict the next token of web text, and nothing else.
  package func base() throws -> Stage<LanguageModel, [PretrainingPoint]> {
    try pretrain(settings.base, name: "base", title: "base model")
  }

  /// A base model several times as large, on the same text.
  package func largeBase() throws -> Stage<LanguageModel, [PretrainingPoint]> {
    var large = settings.base
    large.width = settings.comparison.largeWidth
    large.layers = settings.comparison.largeLayers
    large.epochs = settings.comparison.largeEpochs
    large.learningRate = settings.comparison.largeLearningRate
    return try pretrain(large, name: "large-base", title: "large base model")
  }

  private func pretrain(
    _ settings: BaseSettings, name: String, title: String
  ) throws -> Stage<LanguageModel, [PretrainingPoint]> {
    let key = try StageKey(
      name, recipe: 3,
      // How answers are examined is part of the snapshot, here and in all stages that build on this.
      settings: [
        AnyEncodable(settings), AnyEncodable(self.settings.world),
        AnyEncodable(answersPerKind),
      ], seed: self.settings.seed, data: data.webFingerprints + [data.tokenizerFingerprint])
    let documents = data.web.map { LabeledSequence.nextToken(tokenizer.document($0)) }
    let options = settings.training
    let steps = options.steps(for: documents.count)
    var random = random(name)
    let model = LanguageModel(
      settings.configuration(vocabularySize: tokenizer.vocabularySize), using: &random)
    return try runner.stage(
      key, title: title, total: steps,
      restoring: model,
      run: { metrics, progress in
        let looks = lookingSteps(steps)
        var points = [look(at: model, step: 0, epoch: 0, &metrics)]
        try model.train(on: documents, options: options, workers: workers, using: &random) {
          report in
          metrics.record(report.metrics, step: report.step)
          if looks.contains(report.step) {
            points.append(look(at: model, step: report.step, epoch: report.epoch, &metrics))
          }
          try progress.update(report.step, "loss \(report.loss.formatted(places: 2))")
        }
        let last = points.last?.perplexity ?? .nan
        return (model, points, "perplexity \(last.formatted(places: 2))")
      })
  }

  /// Moments at which a model is looked at: often at first, when much changes.
  func lookingSteps(_ total: Int) -> Set<Int> {
    let shares: [Double] = [
      0.0078125, 0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1,
    ]
    return Set(shares.map { max(1, Int($0 * Double(total))) })
  }

  private func look(
    at model: LanguageModel, step: Int, epoch: Double, _ metrics: inout MetricLog
  ) -> PretrainingPoint {
    let evaluation = model.evaluate(on: validation, workers: workers)
    metrics.record(evaluation.metrics, step: step)
    let answers = examine(model)
    return PretrainingPoint(
      step: step, epoch: epoch, perplexity: perplexity(evaluation).value,
      helpful: answers.mean(\.judgement.helpful).value,
      truthful: answers.mean(\.judgement.truthful).value,
      harmless: answers.mean(\.judgement.harmless).value)
  }
}
