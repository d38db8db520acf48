import LessonKit

extension Course {
  /// The masked model: as large as the base model, and trained on the same text, to fill in hidden
  /// tokens from both sides.
  package func masked(_ settings: MaskedSettings) throws -> Stage<LanguageModel, NoSnapshot> {
    struct Settings: Encodable {
      var configuration: TransformerConfiguration
      var share: Double
      var training: LanguageModelTrainingOptions
      var world: WorldSettings
    }
    var configuration = self.settings.base.size.configuration(
      vocabularySize: tokenizer.vocabularySize)
    configuration.initialDeviation = settings.initialDeviation
    let key = try StageKey(
      "masked", recipe: 2,
      settings: Settings(
        configuration: configuration, share: settings.share, training: settings.training,
        world: self.settings.world),
      seed: self.settings.seed, data: data.webFingerprints + [data.tokenizerFingerprint])
    let masking = Masking(share: settings.share, tokenizer: tokenizer)
    return try languageModel(
      LanguageModelPlan(
        name: "masked", title: "masked", configuration: configuration,
        options: settings.training, tokenizer: tokenizer, masking: masking,
        count: data.web.count, texts: { self.data.web.map(self.tokenizer.opening) },
        validation: { self.maskedValidation(by: masking) }),
      key: key)
  }

  /// The validation documents with gaps, always the same ones.
  package func maskedValidation(by masking: Masking) -> [LabeledSequence] {
    var random = random("masked validation")
    return data.webValidation.map {
      .masked(tokenizer.opening($0), by: masking, using: &random)
    }
  }
}

/// What was recorded while the two models were trained.
struct LossCurves: Measured {
  let masked, causal: MetricLog

  /// The masked model's metrics under their own names, those of the next-token model with a prefix.
  var metrics: MetricLog {
    var log = masked
    for record in causal.records {
      log.record(record.value, as: "causal/\(record.name)", step: record.step)
    }
    return log
  }

  /// Both validation losses at the end, and how far the next-token model's has risen from its best.
  var results: Results {
    let validation = causal.series("eval_loss").map(\.value)
    guard let last = validation.last, let best = validation.min() else { return [:] }
    return [
      "causal/eval_loss": last, "causal/eval_loss/rise": last - best,
      "masked/eval_loss": masked.last("eval_loss"),
    ]
  }

  /// A panel for each model, since the two losses answer different questions.
  ///
  /// - Parameter range: of the losses that are drawn; nil for all.
  func figure(range: ClosedRange<Double>?) -> Figure {
    Figure(
      name: "losses",
      panels: [("causal", causal), ("masked", masked)].map { name, log in
        Panel(
          title: Label(name), x: Axis("step"), y: Axis("loss", range: range),
          series: [
            .line("training", log.series("loss"), smoothing: 0.95),
            .line("validation", log.series("eval_loss")),
          ])
      })
  }
}
