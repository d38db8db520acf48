import Models
import Training

extension Course {
  /// A model of the learner's own text: the next-token objective, or the masked one.
  package func ownTextModel(
    of text: OwnText, _ windows: OwnTextWindows, isMasked: Bool
  ) throws -> Stage<LanguageModel, NoSnapshot> {
    var configuration = settings.base.configuration(
      vocabularySize: windows.tokenizer.vocabularySize)
    configuration.contextLength = settings.ownText.windowLength
    if isMasked { configuration.initialDeviation = settings.masked.initialDeviation }
    var options = LanguageModelTrainingOptions(
      epochs: isMasked ? windows.maskedEpochs : windows.epochs,
      batchSize: settings.ownText.batchSize,
      learningRate: isMasked ? settings.masked.learningRate : settings.base.learningRate)
    options.isCausal = !isMasked
    let masking =
      isMasked ? Masking(share: settings.masked.share, tokenizer: windows.tokenizer) : nil
    let name = isMasked ? "own-text-masked" : "own-text-causal"
    let key = try StageKey(
      name, recipe: 2,
      settings: [
        AnyEncodable(configuration), AnyEncodable(options.epochs),
        AnyEncodable(options.batchSize), AnyEncodable(options.learningRate),
        AnyEncodable(masking?.share), AnyEncodable(settings.ownText.steps),
      ], seed: settings.seed, data: [text.contentFingerprint])
    var random = random("own text/validation gaps")
    let length = configuration.contextLength
    return try languageModel(
      LanguageModelPlan(
        name: name, title: isMasked ? "masked model" : "next-token model",
        configuration: configuration, options: options, masking: masking,
        texts: isMasked ? windows.training.map { Array($0.prefix(length)) } : windows.training,
        validation: windows.validation.map { window in
          guard let masking else { return .nextToken(window) }
          return .masked(Array(window.prefix(length)), by: masking, using: &random)
        }),
      key: key)
  }

  /// The learner's own text in windows that the models can read.
  package func windows(of text: OwnText) -> OwnTextWindows {
    OwnTextWindows(text, settings.ownText)
  }

  /// The two models of the learner's own text.
  package func pair(
    masked: LanguageModel, causal: LanguageModel, of windows: OwnTextWindows
  ) -> ModelPair {
    ModelPair(masked: masked, causal: causal, tokenizer: windows.tokenizer, workers: workers)
  }

  /// Gaps in the validation part of the learner's own text.
  package func validationGaps(of windows: OwnTextWindows) -> [Gap] {
    var random = random("own text/gaps")
    let length = settings.ownText.windowLength
    return windows.tokenizer.gaps(
      in: windows.validation.map { Array($0.prefix(length)) }, using: &random)
  }
}
