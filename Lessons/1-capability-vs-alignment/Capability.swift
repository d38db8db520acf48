import LessonKit

/// How well the base model does its task: it predicts new text, and writes sentences of its own.
struct Capability: Measured {
  /// On validation text, in nats per token.
  let loss: Estimate
  /// On validation text, per word.
  let perplexity: Estimate
  /// The perplexity of an ideal model, per word; nil where nobody knows.
  let floor: Double?
  /// The perplexity before the training.
  let untrained: Double?
  /// What the model wrote from nothing.
  let writing: [String]
  let grammatical: Estimate
  let parameters: Int

  /// The loss of an ideal model: the floor in nats per token.
  private var floorLoss: Double? {
    floor.map { log($0) * loss.value / log(perplexity.value) }
  }

  var results: Results {
    [
      "base/eval_loss": loss, "entropy_floor/loss": floorLoss, "base/perplexity": perplexity,
      "base/perplexity_ratio": floor.map { perplexity.divided(by: $0) },
      "base/capability": floor.map { $0 / perplexity.value }, "base/grammatical": grammatical,
      "base/parameters": parameters, "untrained/perplexity": untrained,
    ]
  }

  /// The loss during the training, down to the floor.
  func figure(_ metrics: MetricLog) -> Figure {
    let (training, validation) = (metrics.series("loss"), metrics.series("eval_loss"))
    let first = max(1, training.first?.step ?? 1)
    let last = max(first + 1, training.last?.step ?? 1)
    return Figure(
      name: "loss",
      panel: Panel(
        x: Axis("step", isLogarithmic: true), y: Axis("loss"),
        series: [
          .line("training", training, smoothing: 0.5),
          .line("validation", validation.filter { $0.step > 0 }),
        ]
          + (floorLoss.map {
            [.curve("floor", x: [Double(first), Double(last)], y: [$0, $0])]
          } ?? [])))
  }
}

extension Course {
  func capability(of pretraining: Stage<LanguageModel, [PretrainingPoint]>) -> Capability {
    let base = pretraining.product
    let evaluation = evaluationOnWeb(of: base)
    let writing = freeText(of: base, count: 200)
    return Capability(
      loss: evaluation.lossEstimate, perplexity: perplexity(evaluation),
      floor: data.choicePerplexity, untrained: pretraining.snapshot.first?.perplexity,
      writing: writing, grammatical: grammaticality(of: writing),
      parameters: base.parameters.count)
  }
}
