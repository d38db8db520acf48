import Metrics
import Models
import Training

extension Course {
  /// The masked model: as large as the base model, and trained on the same text, to fill in hidden
  /// tokens from both sides.
  package func masked() throws -> Stage<LanguageModel, NoSnapshot> {
    let settings = settings.masked
    var configuration = self.settings.base.configuration(
      vocabularySize: tokenizer.vocabularySize)
    configuration.initialDeviation = settings.initialDeviation
    let key = try StageKey(
      "masked", recipe: 2,
      settings: [
        AnyEncodable(configuration), AnyEncodable(settings), AnyEncodable(self.settings.world),
      ],
      seed: self.settings.seed, data: data.webFingerprints + [data.tokenizerFingerprint])
    return try languageModel(
      LanguageModelPlan(
        name: "masked", title: "masked model", configuration: configuration,
        options: settings.training, masking: masking,
        texts: data.web.map(tokenizer.opening), validation: maskedValidation),
      key: key)
  }

  /// How texts of the toy world are masked.
  package var masking: Masking { Masking(share: settings.masked.share, tokenizer: tokenizer) }

  /// The validation documents with gaps, always the same ones.
  package var maskedValidation: [LabeledSequence] {
    let masking = masking
    var random = random("masked validation")
    return data.webValidation.map {
      .masked(tokenizer.opening($0), by: masking, using: &random)
    }
  }
}
