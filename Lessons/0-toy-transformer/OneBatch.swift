import LessonKit

extension Course {
  /// A model's loss on a batch, and on documents that no model is trained on.
  func losses(
    of model: LanguageModel, on batch: [LabeledSequence]
  ) -> (batch: Double, unseen: Estimate) {
    let unseen = model.evaluate(on: validation, workers: workers)
    return (model.evaluate(on: batch, workers: workers).loss, unseen.lossEstimate)
  }
}

/// A batch that is learned by heart, and what the loss on it is to be compared with.
struct OneBatch: Measured {
  let documents: [String]
  /// The same in tokens.
  let batch: [LabeledSequence]
  /// Before training, after it, and of the base model, which has read everything.
  let losses: [(batch: Double, unseen: Estimate)]

  /// The least loss on the batch that is possible. It is what it takes to say which of the documents
  /// comes, and nothing else: one that is there c times of n costs −ln(c/n).
  private var floor: Double {
    let nats = documents.reduce(0) { sum, document in
      let share = Double(documents.count { $0 == document }) / Double(documents.count)
      return sum - log(share)
    }
    return nats / Double(max(1, batch.reduce(0) { $0 + $1.targetCount }))
  }

  var results: Results {
    let (before, after, base) = (losses[0], losses[1], losses[2])
    return [
      "overfit/loss_before": before.batch, "overfit/eval_loss_before": before.unseen,
      "overfit/loss_after": after.batch, "overfit/eval_loss_after": after.unseen,
      "base/eval_loss": base.unseen,
      "overfit/eval_loss_ratio": after.unseen.value / base.unseen.value, "overfit/floor": floor,
    ]
  }

  /// - Parameter loss: on the batch, after each step.
  func figure(_ loss: [(step: Int, value: Double)]) -> Figure {
    let least = Array(repeating: floor, count: loss.count)
    return Figure(
      name: "one-batch",
      panel: Panel(
        x: Axis("step"), y: Axis("loss"),
        series: [
          .line("batch", loss), .curve("least", x: loss.map { Double($0.step) }, y: least),
        ]))
  }
}
