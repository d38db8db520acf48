import LessonKit

/// A way to become better after SFT, and what it has made the model forget.
struct FurtherModel {
  enum Way: String { case sft, rl }

  let way: Way
  /// Of one that went on with demonstrations.
  let learningRate: Double?
  /// In results.
  let name: String
  let label: Label
  let tested: TestedModel
  /// KL(π_SFT ‖ π) on what SFT answers: how much of what SFT says has been lost.
  let forwardKL: Estimate

  var gold: Estimate { tested.answers.gold }
}

extension Course {
  /// SFT that goes on with careful demonstrations, and policies that learn from the verifier for less long.
  func furtherModels(
    _ settings: CheckedSettings.Forgetting, beside truth: RewardedPolicy
  ) throws -> [FurtherModel] {
    let start = try supervisedFineTuned()
    let spoken = examine(start.product, on: .train)
    func further(
      _ way: FurtherModel.Way, _ name: String, _ label: Label, _ model: LanguageModel,
      learningRate: Double? = nil
    ) -> FurtherModel {
      FurtherModel(
        way: way, learningRate: learningRate, name: name, label: label,
        tested: tested(model, answers: examine(model)),
        forwardKL: tokenKL(of: start.product, from: model, on: spoken).perAnswer)
    }
    // Those that come after what the supervised model has read.
    let known = self.settings.sft.data.demonstrations
    let careful = world.demonstrations(known + settings.demonstrations).dropFirst(known).map {
      tokenizer.labeled(DemonstrationRecord($0))
    }
    let tuned = try settings.learningRates.sorted().flatMap { rate in
      try settings.epochs.wholeNumbers.map { epochs in
        let options = LanguageModelTrainingOptions(
          epochs: epochs, batchSize: self.settings.sft.training.batchSize, learningRate: rate)
        let label = Label("further-at", ["epochs": "\(epochs)", "rate": rate.plain])
        let model = try trained(
          start.writer, on: careful, options, name: "further-sft", title: label)
        return further(
          .sft, "sft/\(rate.plain)/\(epochs)", label, model.product, learningRate: rate)
      }
    }
    let most = self.settings.verifiable.iterations
    let rewarded = try settings.iterations.wholeNumbers.filter { $0 < most }.map { iterations in
      let label = Label("iterations-at", ["count": "\(iterations)"])
      let policy = try groupPolicy(rewardedBy: .verifier(.truth), title: label) {
        $0.iterations = iterations
      }
      return further(.rl, "rl/\(iterations)", label, policy.product)
    }
    return tuned + rewarded + [
      further(
        .rl, "rl/\(most)", Label("iterations-at", ["count": "\(most)"]), truth.model.model)
    ]
  }
}

extension [Double] {
  /// Each once, the smallest first.
  fileprivate var wholeNumbers: [Int] { Set(map { Int(bounded: $0.rounded()) }).sorted() }
}

/// Who forgets less, at the same gold: what learns from demonstrations, or what learns from a reward.
struct ForgettingReport: Measured {
  let start: TestedModel
  let models: [FurtherModel]

  /// A policy beside a model that went on with demonstrations.
  private struct Pair {
    let rl, sft: FurtherModel
  }

  /// Those SFTs, from the fewest passes.
  private var largestSteps: [FurtherModel] {
    let most = of(.sft).compactMap(\.learningRate).max()
    return of(.sft).filter { $0.learningRate == most }
  }

  private func of(_ way: FurtherModel.Way) -> [FurtherModel] { models.filter { $0.way == way } }

  /// The policy of the fewest iterations beside the SFT of the fewest passes with the largest steps, and those of the most.
  private var pairs: [(name: String, pair: Pair)] {
    let (rl, sft) = (of(.rl), largestSteps)
    guard let few = rl.first, let most = rl.last, let short = sft.first, let long = sft.last else {
      return []
    }
    return [
      ("few", Pair(rl: few, sft: short)), ("most", Pair(rl: most, sft: long)),
    ]
  }

  private func perplexities(_ model: FurtherModel) -> Estimate {
    model.tested.perplexityRatio(to: start)
  }

  var results: Results {
    var results: Results = [
      "forget/start/perplexity": start.perplexity,
      "forget/start/book": start.belief(.book, \.truth),
    ]
    for model in models {
      results.add([
        "forget/\(model.name)/gold": model.gold,
        "forget/\(model.name)/perplexity": perplexities(model),
        "forget/\(model.name)/forward_kl": model.forwardKL,
        "forget/\(model.name)/book": model.tested.belief(.book, \.truth),
      ])
    }
    results["forget/rank_correlation"] = correlation(models)
    results["forget/rank_correlation/sft"] = correlation(of(.sft))
    results["forget/sfts"] = Estimate(Double(of(.sft).count))
    for (name, pair) in pairs {
      results.add([
        "forget/\(name)/rl": perplexities(pair.rl), "forget/\(name)/sft": perplexities(pair.sft),
        "forget/\(name)/rl_gold": pair.rl.gold, "forget/\(name)/sft_gold": pair.sft.gold,
        "forget/\(name)/rl_minus_sft": pair.rl.tested.answers.gain(over: pair.sft.tested.answers),
        "forget/\(name)/sft_over_rl": pair.sft.tested.perplexityRatio(to: pair.rl.tested),
        "forget/\(name)/rl_kl": pair.rl.forwardKL, "forget/\(name)/sft_kl": pair.sft.forwardKL,
        "forget/\(name)/rl_book": pair.rl.tested.belief(.book, \.truth),
        "forget/\(name)/sft_book": pair.sft.tested.belief(.book, \.truth),
      ])
    }
    return results
  }

  /// Nil for fewer than three.
  private func correlation(_ models: [FurtherModel]) -> Estimate? {
    models.count < 3
      ? nil
      : Estimate(
        rankCorrelation(models.map(\.forwardKL.value), models.map { perplexities($0).value }))
  }

  var table: Table {
    Table(
      "forgetting",
      columns: ["way", .number("gold"), .number("perplexity"), .number("lost")],
      rows: models.map { model in
        [
          model.label, model.gold, perplexities(model),
          model.forwardKL.value.formatted(places: 2),
        ]
      })
  }

  func figure(beside worlds: ReferenceResults?) -> Figure {
    func panel(
      _ title: Label, _ x: Axis, start: Double, _ place: (FurtherModel) -> Double,
      _ result: String
    ) -> Plotting.Panel {
      let origin = Series.points("start", x: [start], y: [Estimate(1)], hue: 6)
      return Panel(
        title: title, x: x, y: Axis("times"),
        series: [origin]
          + [(FurtherModel.Way.sft, 1), (.rl, 0)].map { way, hue in
            let own = of(way)
            return Series.points(
              Label(way.rawValue), x: own.map(place), y: own.map(perplexities), hue: hue
            ).beside(
              worlds, own.map { "forget/\($0.name)/perplexity" },
              at: own.map { "forget/\($0.name)/\(result)" })
          })
    }
    let isMore = results["forget/most/rl_minus_sft"]?.isAbove(Estimate(0)) ?? false
    let haveForgotten = models.allSatisfy { perplexities($0).isAbove(Estimate(1)) }
    return Figure(
      name: "forgetting", title: isMore && haveForgotten ? "title-more" : "title",
      panels: [
        panel(
          "by-gold", Axis("gold"), start: start.answers.gold.value, \.gold.value, "gold"),
        panel("by-kl", Axis("lost"), start: 0, \.forwardKL.value, "forward_kl"),
      ])
  }
}
