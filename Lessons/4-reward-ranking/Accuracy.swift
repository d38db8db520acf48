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

/// What more ranked prompts bring.
struct LearningCurve: Measured {
  /// From few ranked prompts to many.
  let points: [(prompts: Int, accuracy: Accuracy)]
  /// How often one labeler agrees with another.
  let ceiling: Estimate

  var results: Results {
    let (fewest, most) = (points[0], points[points.count - 1])
    return Results(points.map { $0.accuracy.results("/\($0.prompts)") }) + [
      "curve/gain": most.accuracy.asGold.gain(over: fewest.accuracy.asGold),
      "curve/fewest": fewest.prompts, "curve/fewest_gold": fewest.accuracy.asGold.share,
    ]
  }

  var figure: Figure {
    let prompts = points.map { Double($0.prompts) }
    return Figure(
      name: "learning-curve",
      panel: Panel(
        x: Axis("prompts", isLogarithmic: true), y: Axis("right-order"), legend: .topLeft,
        series: [
          .band("as-gold", x: prompts, y: points.map(\.accuracy.asGold.share)),
          .band("as-labelers", x: prompts, y: points.map(\.accuracy.asLabelers.share)),
          .curve(
            "labelers", x: [prompts[0], prompts[prompts.count - 1]],
            y: [ceiling.value, ceiling.value]),
        ]))
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

/// Loss and accuracy while a reward model is trained.
func trainingFigure(_ metrics: MetricLog) -> Figure {
  let last = Double(metrics.series("loss").last?.step ?? 1)
  func guess(_ value: Double) -> Series {
    .curve("guess", x: [1, max(last, 2)], y: [value, value], hue: 1)
  }
  return Figure(
    name: "reward-model-training",
    panels: [
      Panel(
        x: Axis("step"), y: Axis("ranking-loss"), legend: .none,
        series: [.line("loss", metrics.series("loss"), smoothing: 0.95), guess(0.693147)]),
      Panel(
        x: Axis("step"), y: Axis("right-order", range: 0...1), legend: .none,
        series: [.line("accuracy", metrics.series("accuracy"), smoothing: 0.95), guess(0.5)]),
    ])
}
