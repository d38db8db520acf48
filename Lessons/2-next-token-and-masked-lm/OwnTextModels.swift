import LessonKit

extension Course {
  /// A model of the learner's own text: the masked one with the settings of such, else the next-token
  /// model.
  package func ownTextModel(
    of windows: OwnTextWindows, masked: MaskedSettings? = nil
  ) throws -> Stage<LanguageModel, NoSnapshot> {
    struct Settings: Encodable {
      var configuration: TransformerConfiguration
      var training: LanguageModelTrainingOptions
      var share: Double?
      var steps: Int
    }
    let (tokenizer, length) = (windows.tokenizer, windows.settings.windowLength)
    var configuration = settings.base.size.configuration(vocabularySize: tokenizer.vocabularySize)
    configuration.contextLength = length
    var options = masked?.training ?? settings.base.training
    options.epochs = masked == nil ? windows.epochs : windows.maskedEpochs
    options.batchSize = windows.settings.batchSize
    if let masked { configuration.initialDeviation = masked.initialDeviation }
    let masking = masked.map { Masking(share: $0.share, tokenizer: tokenizer) }
    let name = masked == nil ? "own-text-causal" : "own-text-masked"
    let key = try StageKey(
      name, recipe: 2,
      settings: Settings(
        configuration: configuration, training: options, share: masked?.share,
        steps: windows.settings.steps),
      seed: settings.seed, data: [windows.text.contentFingerprint])
    return try languageModel(
      LanguageModelPlan(
        name: name, title: masked == nil ? "causal" : "masked", configuration: configuration,
        options: options, tokenizer: tokenizer, masking: masking, count: windows.training.count,
        texts: {
          masked == nil ? windows.training : windows.training.map { Array($0.prefix(length)) }
        },
        validation: {
          var random = self.random("own text/validation gaps")
          return windows.validation.map { window in
            guard let masking else { return .nextToken(window) }
            return .masked(Array(window.prefix(length)), by: masking, using: &random)
          }
        }),
      key: key)
  }

  /// How well a next-token model predicts the validation part.
  package func prediction(
    by model: LanguageModel, of windows: OwnTextWindows
  ) -> OwnTextPrediction {
    let evaluation = model.evaluate(
      on: windows.validation.map { .nextToken($0) }, workers: workers)
    let bytes = windows.validation.map {
      Double(windows.tokenizer.decodeBytes($0.dropFirst()).count)
    }
    let nats = Estimate.ratio(of: evaluation.sequences.map(\.nats), to: bytes)
    let perWord = nats.mapped { exp(max(0, $0) * windows.text.bytesPerWord) }
    return OwnTextPrediction(
      loss: evaluation.lossEstimate,
      // An interval may reach where no loss can be.
      bitsPerByte: nats.divided(by: log(2)).mapped { max(0, $0) },
      // Of a few words the interval would say more than is known: it goes to the power of their length.
      perplexityPerWord: windows.text.wordCount < 30 ? perWord.withoutInterval : perWord)
  }

  /// Continuations of a quarter of a window, for windows at equal distances.
  package func continuations(
    by model: LanguageModel, of windows: OwnTextWindows, count: Int, temperature: Float
  ) -> [Continuation] {
    let tokenizer = windows.tokenizer
    let chosen = OwnTextWindows.spread(count, over: windows.validation)
    var random = random("own text/samples")
    let starts = chosen.map { Array($0.prefix(max(1, $0.count / 4))) }
    let completions = model.sample(
      starts,
      options: SamplingOptions(
        temperature: temperature, maximumNewTokens: model.configuration.contextLength,
        endOfText: tokenizer.endOfText),
      workers: workers, using: &random)
    return zip(zip(chosen, starts), completions).map { given, completion in
      Continuation(
        start: tokenizer.decode(given.1),
        truth: tokenizer.decode(given.0.dropFirst(given.1.count)),
        written: tokenizer.decode(completion.tokens, skippingSpecial: true))
    }
  }
}

/// How well the validation part of a text of one's own is predicted.
package struct OwnTextPrediction: Measured {
  /// Nats per token.
  let loss: Estimate
  /// Comparable between tokenizers, and with how well a program compresses the text.
  package let bitsPerByte: Estimate
  /// e to the nats per word, words being what stands between white space.
  package let perplexityPerWord: Estimate

  package var results: Results {
    [
      "causal/eval_loss": loss, "causal/bits_per_byte": bitsPerByte,
      "causal/perplexity_per_byte": bitsPerByte.mapped(exp2),
      "causal/perplexity_per_word": perplexityPerWord,
    ]
  }
}

/// The start of a text, and how a model goes on.
package struct Continuation: Sendable {
  package let start: String
  /// What the text itself says next.
  package let truth: String
  package let written: String

  /// The three texts, each exactly as it is, and an empty line.
  var label: Label {
    Label("continuation", ["start": start, "written": written, "truth": truth + "\n"])
  }
}
