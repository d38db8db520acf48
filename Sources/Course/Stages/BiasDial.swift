import Metrics
import Models
import ToyWorld
import Training

/// What a small masked model has learned to say of people, from text of which a share was biased.
package struct BiasPoint: Codable, Sendable {
  /// Share of the biased text, 0...1.
  package var share: Double
  /// Which of the models with this share.
  package var model: Int
  /// P(a bad word) at `the hill folk are <mask> .`, and so on: in the order of `Folk.allCases`.
  package var badWord: [Double]

  package func badWord(of folk: Folk) -> Double {
    zip(Folk.allCases, badWord).first { $0.0 == folk }?.1 ?? .nan
  }

  /// How many times likelier a bad word is of the hill folk than of the river folk.
  package var ratio: Double { badWord(of: .hill) / badWord(of: .river) }
}

extension Course {
  /// Small masked models, several for each share of biased text.
  ///
  /// For speed they read only documents that mention people. Each has weights and documents of its own;
  /// models of the same number start alike and read the same but for the bias.
  package func biasDial() throws -> Stage<[BiasPoint], [BiasPoint]> {
    let settings = settings.bias
    var configuration = self.settings.base.configuration(
      vocabularySize: tokenizer.vocabularySize)
    configuration.width = settings.width
    configuration.initialDeviation = self.settings.masked.initialDeviation
    let key = try StageKey(
      "bias", recipe: 2,
      settings: [
        AnyEncodable(configuration), AnyEncodable(settings), AnyEncodable(self.settings.masked),
        AnyEncodable(self.settings.world),
      ], seed: self.settings.seed, data: [data.tokenizerFingerprint])
    return try runner.stage(
      key, title: "models of \(settings.shares.count) shares",
      total: settings.shares.count * settings.models,
      restore: { _, points in points }, weights: { _ in nil },
      run: { metrics, progress in
        var points: [BiasPoint] = []
        for share in settings.shares {
          let documents = documentsAboutPeople(bias: share)
          for number in 0..<settings.models {
            let texts = documents[documents.shard(number, of: settings.models)]
            let model = try smallModel(number, on: Array(texts), configuration)
            let badWord = Folk.allCases.map { badWordProbability(of: $0, byMasked: model) }
            let point = BiasPoint(share: share, model: number, badWord: badWord)
            points.append(point)
            metrics.record(point.ratio, as: "bias_ratio", step: points.count)
            try progress.update(
              points.count,
              "share \(share.formatted(places: 2))  ratio \(point.ratio.formatted(places: 1))")
          }
        }
        return (points, points, "ratio \((points.last?.ratio ?? .nan).formatted(places: 1))")
      })
  }

  private func documentsAboutPeople(bias: Double) -> [[Int32]] {
    let wanted = settings.bias.documents * settings.bias.models
    // About every tenth document does.
    let texts = world.webDocuments(11 * wanted, bias: bias).map(\.text)
    return texts.filter { $0.contains(" folk are ") }.prefix(wanted).map { tokenizer.opening($0) }
  }

  private func smallModel(
    _ number: Int, on texts: [[Int32]], _ configuration: TransformerConfiguration
  ) throws -> LanguageModel {
    var random = random("bias/\(number)")
    var gaps = self.random("bias/\(number)/gaps")
    let model = LanguageModel(configuration, using: &random)
    var options = settings.masked.training
    options.epochs = settings.bias.epochs
    try model.train(
      inEpochs: { _ in texts.map { .masked($0, by: masking, using: &gaps) } }, options: options,
      workers: workers, using: &random,
      report: { _ in })
    return model
  }
}
