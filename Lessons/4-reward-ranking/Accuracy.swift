import LessonKit

/// How often a reward model puts the same output of a pair first as labelers and as the gold rubric.
struct Accuracy {
  let asLabelers, asGold: PairAgreement

  /// - Parameter scores: of the outputs of each set, by the reward model.
  init(of scores: [[Double]], on sets: [RankedOutputs]) {
    let byReward = scores.map(ranks(of:))
    asLabelers = PairAgreement(sets.map(\.ranks), byReward)
    asGold = PairAgreement(sets.map(\.goldRanks), byReward)
  }

  /// - Parameter amount: of rankings, such as `/200`, where there are several reward models.
  func results(_ amount: String = "") -> Results {
    [
      "reward_model/accuracy\(amount)": asLabelers.share,
      "reward_model/accuracy_gold\(amount)": asGold.share,
    ]
  }

  /// Beside two labelers, and the two yardsticks beside each other.
  func comparison(with agreement: Agreement) -> Results {
    [
      "gain/reward_model_vs_labeler": asLabelers.gain(over: agreement.labelers),
      "gain/gold_vs_labelers": asGold.gain(over: asLabelers),
    ]
  }
}

extension Course {
  func accuracy(of model: ScalarModel, on sets: [RankedOutputs]) -> Accuracy {
    Accuracy(of: scores(of: sets, by: model), on: sets)
  }
}

/// What more ranked prompts bring.
struct LearningCurve: Measured {
  /// From few ranked prompts to many.
  let points: [(prompts: Int, accuracy: Accuracy)]
  /// How often labelers agree with each other, and with gold.
  let yardstick: Agreement

  private var gain: Estimate {
    points[points.count - 1].accuracy.asGold.gain(over: points[0].accuracy.asGold)
  }

  var results: Results {
    Results(points.map { $0.accuracy.results("/\($0.prompts)") }) + [
      "curve/gain": gain, "curve/fewest": points[0].prompts,
      "curve/fewest_gold": points[0].accuracy.asGold.share,
    ]
  }

  /// - Parameter worlds: what the same was in other worlds.
  func figure(beside worlds: ReferenceResults?) -> Figure {
    let prompts = points.map { Double($0.prompts) }
    let (few, many) = (0.8 * prompts[0], 1.25 * prompts[prompts.count - 1])
    func panel(
      _ name: String, _ result: String, _ share: (Accuracy) -> Estimate, _ best: Label,
      _ labelers: Estimate
    ) -> Plotting.Panel {
      Panel(
        title: Label(name), x: Axis("prompts", isLogarithmic: true, range: few...many),
        y: Axis("right-order", range: 0.4...1),
        series: [
          .points("reward-model", x: prompts, y: points.map { share($0.accuracy) })
            .beside(worlds, points.map { "\(result)/\($0.prompts)" }),
          .curve(best, x: [few, many], y: [labelers.value, labelers.value], hue: 1),
          .curve("coin", x: [few, many], y: [0.5, 0.5], hue: 2),
        ])
    }
    return Figure(
      name: "learning-curve", title: gain.isAbove(Estimate(0)) ? "title" : "title-unclear",
      panels: [
        panel(
          "as-labelers", "reward_model/accuracy", \Accuracy.asLabelers.share, "labelers",
          yardstick.labelers.share),
        panel(
          "as-gold", "reward_model/accuracy_gold", \Accuracy.asGold.share, "labelers-and-gold",
          yardstick.gold.share),
      ])
  }
}

/// What more outputs of each prompt bring, and what they cost.
struct OutputsPerPrompt: Measured {
  /// From few outputs to many.
  let points: [(outputs: Int, accuracy: Accuracy)]

  var results: Results {
    let (fewest, most) = (points[0], points[points.count - 1])
    return Results(points.map { $0.accuracy.results("/k/\($0.outputs)") }) + [
      "k/gain": most.accuracy.asGold.gain(over: fewest.accuracy.asGold)
    ]
  }

  var table: Table {
    Table(
      "outputs-per-prompt",
      columns: [.number(.verbatim("K"))]
        + ["pairs", "minutes", "as-labelers", "as-gold"].map { .number($0) },
      rows: points.map { count, accuracy in
        [
          count, count * (count - 1) / 2, count, accuracy.asLabelers.share, accuracy.asGold.share,
        ]
      })
  }
}

/// Loss and accuracy while a reward model is trained, and its accuracy on prompts it has not seen.
struct TrainingCurve: Measured {
  private let metrics: MetricLog
  private let heldOut: Accuracy
  /// The mean over the last 50 batches, each before the step that learns from it.
  private let accuracy: Double

  init(_ metrics: MetricLog, heldOut: Accuracy) {
    (self.metrics, self.heldOut) = (metrics, heldOut)
    accuracy = Spread(of: metrics.series("accuracy").suffix(50).map(\.value)).mean
  }

  var results: Results {
    [
      "training/steps": Double(metrics.series("loss").count),
      "reward_model/training_accuracy": accuracy.isNaN ? nil : accuracy,
    ]
  }

  /// - Parameter worlds: what the held-out accuracy was in other worlds.
  func figure(beside worlds: ReferenceResults?) -> Figure {
    let last = max(Double(metrics.series("loss").last?.step ?? 1), 2)
    func coin(_ value: Double) -> Series {
      .curve("coin", x: [1, last], y: [value, value], hue: 1)
    }
    return Figure(
      name: "reward-model-training",
      panels: [
        Panel(
          x: Axis("step"), y: Axis("ranking-loss"),
          series: [.line("training", metrics.series("loss"), smoothing: 0.95), coin(0.693147)]),
        Panel(
          x: Axis("step"), y: Axis("right-order", range: 0.3...1),
          series: [
            .line("training", metrics.series("accuracy"), smoothing: 0.95), coin(0.5),
            .points("held-out", x: [last], y: [heldOut.asLabelers.share])
              .beside(worlds, ["reward_model/accuracy"]),
          ]),
      ])
  }
}
