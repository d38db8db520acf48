import LessonKit

extension Course {
  /// Trains a model on one batch, over and over. The loss on it is recorded after each step, that on unseen
  /// text after each tenth of them.
  ///
  /// - Returns: the losses, by step.
  func memorize(
    _ batch: [LabeledSequence], _ student: LanguageModel, _ options: LanguageModelTrainingOptions,
    _ notebook: Notebook, using random: inout RandomSource
  ) throws -> MetricLog {
    let progress = notebook.progress("one-batch", total: options.epochs)
    do {
      try student.train(on: batch, options: options, workers: workers, using: &random) { report in
        notebook.metrics.record(report.loss, as: "loss", step: report.step)
        if report.step == 1 || report.step % max(1, options.epochs / 10) == 0 {
          let unseen = student.evaluate(on: validation, workers: workers).loss
          notebook.metrics.record(unseen, as: "unseen_loss", step: report.step)
        }
        try progress.update(report.step)
      }
    } catch is StoppedHere {
      notebook.noteStop(of: notebook.progressWords("one-batch"))
    }
    progress.finish()
    return notebook.metrics
  }

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
  /// During training, as `memorize` records them.
  let onTheWay: MetricLog
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
      "overfit/eval_loss_lowest": onTheWay.series("unseen_loss").map(\.value).min(),
      "overfit/loss_before": before.batch, "overfit/eval_loss_before": before.unseen,
      "overfit/loss_after": after.batch, "overfit/eval_loss_after": after.unseen,
      "base/eval_loss": base.unseen,
      "overfit/eval_loss_ratio": after.unseen.value / base.unseen.value, "overfit/floor": floor,
    ]
  }

  /// - Parameter worlds: what the last losses were elsewhere.
  func figure(_ worlds: ReferenceResults?) -> Figure {
    let (after, base) = (losses[1], losses[2].unseen)
    let loss = onTheWay.series("loss")
    let last = Double(loss.count)
    func level(_ name: Label, _ value: Double) -> Series {
      .curve(name, x: [1, last], y: [value, value])
    }
    func end(_ value: Double, _ name: String, hue: Int) -> Series {
      .points(.none, x: [last], y: [Estimate(value)], hue: hue).beside(worlds, [name])
    }
    return Figure(
      name: "one-batch", title: after.batch < after.unseen.value / 2 ? "title-by-heart" : "title",
      panel: Panel(
        x: Axis("step"), y: Axis("loss", isLogarithmic: true),
        series: [
          .line("unseen", onTheWay.series("unseen_loss")), .line("batch", loss),
          level("base", base.value), level("least", floor),
          end(after.unseen.value, "overfit/eval_loss_after", hue: 0),
          end(base.value, "base/eval_loss", hue: 2),
        ]))
  }
}
