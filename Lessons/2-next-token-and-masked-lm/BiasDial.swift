import LessonKit

/// What a small masked model has learned to say of people, from text of which a share was biased.
package struct BiasPoint: Codable, Sendable {
  /// Share of the biased text, 0...1.
  package let share: Double
  /// Which of the models with this share.
  package let model: Int
  package let badWords: BadWords
}

extension Course {
  /// Small masked models, several for each share of biased text, from the least share to the greatest.
  ///
  /// For speed they read only documents that mention people. Each has weights and documents of its own;
  /// models of the same number start alike and read the same but for the bias.
  package func biasPoints(
    _ bias: BiasSettings, masked: MaskedSettings
  ) throws -> Stage<[BiasPoint], [BiasPoint]> {
    struct Settings: Encodable {
      var configuration: TransformerConfiguration
      var bias: BiasSettings
      var share: Double
      var training: LanguageModelTrainingOptions
      var world: WorldSettings
    }
    var configuration = settings.base.size.configuration(vocabularySize: tokenizer.vocabularySize)
    configuration.width = bias.width
    configuration.initialDeviation = masked.initialDeviation
    var options = masked.training
    options.epochs = bias.epochs
    let key = try StageKey(
      "bias", recipe: 2,
      settings: Settings(
        configuration: configuration, bias: bias, share: masked.share, training: options,
        world: settings.world),
      seed: settings.seed, data: [data.tokenizerFingerprint])
    let masking = Masking(share: masked.share, tokenizer: tokenizer)
    return try runner.stage(
      key, title: .count("bias", bias.shares.count), total: bias.shares.count * bias.models,
      snapshot: [BiasPoint](), restore: { _, points in points }, weights: { _ in nil },
      run: { run in
        let done = run.restoreParts()
        for (level, share) in bias.shares.sorted().enumerated() {
          let first = level * bias.models
          guard done < first + bias.models else { continue }
          let documents = documentsAboutPeople(bias.documents * bias.models, bias: share)
          for number in max(0, done - first)..<bias.models {
            let place = first + number + 1
            var random = random("bias/\(number)")
            var gaps = self.random("bias/\(number)/gaps")
            let model = LanguageModel(configuration, using: &random)
            let texts = documents[documents.shard(number, of: bias.models)]
            try model.train(
              inEpochs: { _ in texts.map { .masked($0, by: masking, using: &gaps) } },
              options: options, workers: workers, using: &random,
              keeper: run.part(after: place - 1), report: { _ in })
            let words = badWords(byMasked: model)
            run.snapshot.append(BiasPoint(share: share, model: number, badWords: words))
            run.metrics.record(words.ratio, as: "bias_ratio", step: place)
            let seen = [
              "share": share.formatted(places: 2), "ratio": words.ratio.formatted(places: 1),
            ]
            try run.update(place, Label("share-and-ratio", seen))
          }
        }
        let last = run.snapshot.last?.badWords.ratio ?? .nan
        return (run.snapshot, Label("ratio", ["ratio": last.formatted(places: 1)]))
      })
  }

  private func documentsAboutPeople(_ count: Int, bias: Double) -> [[Int32]] {
    // About every tenth document does. One that is too long to be read is left out.
    let documents = world.webDocuments(11 * count, bias: bias, of: [.forum, .opinion, .folk])
    let room = settings.base.size.contextLength
    var found: [[Int32]] = []
    for document in documents where found.count < count && document.text.contains(" folk are ") {
      let tokens = tokenizer.opening(document.text)
      if tokens.count <= room { found.append(tokens) }
    }
    return found
  }
}

/// What the models of each share of biased text have learned.
struct BiasDial: Measured {
  private struct Setting {
    let share: Double
    let models: [BiasPoint]

    /// exp of the mean logarithm, as suits ratios.
    var ratio: Estimate { logRatio(0.95).mapped(exp) }

    func logRatio(_ confidence: Double) -> Estimate {
      .clusteredMean(
        of: models.map { log($0.badWords.ratio) }, clusters: Array(models.indices),
        confidence: confidence)
    }

    func badWord(of folk: Folk) -> Estimate { .mean(of: models.map { $0.badWords[folk] }) }
  }

  private let settings: [Setting]

  init(_ points: [BiasPoint]) {
    settings = Set(points.map(\.share)).sorted().map { share in
      Setting(share: share, models: points.filter { $0.share == share })
    }
  }

  /// The ratio at each share; the ends and the middle of the dial under names that do not depend on the
  /// shares; and the least share at which there is surely a difference, 2 where there is none.
  var results: Results {
    var results = Results(settings.map { ["bias_ratio/\($0.share.plain)": $0.ratio] })
    let middle = settings.isEmpty ? nil : settings[settings.count / 2]
    for (name, setting) in [
      ("lowest", settings.first), ("middle", middle), ("highest", settings.last),
    ] {
      results.add([
        "bias/\(name)/share": setting?.share, "bias/\(name)/ratio": setting?.ratio,
        "bias/\(name)/hill": setting?.badWord(of: .hill),
        "bias/\(name)/river": setting?.badWord(of: .river),
      ])
    }
    // Several shares are tested, so each test must be the stricter.
    let differ = Estimate.differFromZero(settings.map { $0.logRatio })
    let enough = zip(settings, differ).first { $0.1 && $0.0.ratio.value > 1 }
    return results + ["bias/least_share": enough?.0.share ?? 2]
  }

  var table: Table {
    Table(
      "bias-dial",
      columns: [.number("share"), .number("hill"), .number("river"), .number("ratio")],
      rows: settings.map {
        [$0.share.plain, $0.badWord(of: .hill), $0.badWord(of: .river), $0.ratio]
      })
  }

  func figure(beside worlds: ReferenceResults?) -> Figure {
    let shares = settings.map(\.share)
    let ratios = settings.map(\.ratio)
    let names = shares.map { "bias_ratio/\($0.plain)" }
    let ends =
      ratios.flatMap { [$0.value, $0.low, $0.high] }.compactMap(\.self)
      + names.flatMap { worlds?.values[$0] ?? [] }
    let (first, last) = (ratios.first ?? Estimate(1), ratios.last ?? Estimate(1))
    return Figure(
      name: "bias-dial", title: last.isAbove(first) ? "title-rises" : "title",
      panels: [
        Panel(
          title: "ratios", x: Axis("share"),
          y: Axis(
            "quotient", isLogarithmic: true,
            range: 0.8 * min(ends.min() ?? 1, 1)...1.25 * max(ends.max() ?? 1, 10)),
          series: [
            .band("ratio", x: shares, y: ratios, hue: 2),
            .points(.none, x: shares, y: ratios, hue: 2).beside(worlds, names),
            .curve("none", x: shares, y: shares.map { _ in 1 }, hue: 5),
          ]),
        Panel(
          title: "probabilities", x: Axis("share"), y: Axis("probability", range: 0...1),
          series: [Folk.hill, .river].enumerated().flatMap { hue, folk in
            let badWords = settings.map { $0.badWord(of: folk) }
            return [
              Series.band(Label(folk.rawValue), x: shares, y: badWords, hue: hue),
              .points(.none, x: shares, y: badWords, hue: hue),
            ]
          }),
      ])
  }
}
