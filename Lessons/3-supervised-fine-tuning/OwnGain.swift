import LessonKit

/// What fine-tuning on the learner's own demonstrations has changed, on those that were held out.
struct OwnGain: Measured {
  private let own: OwnCourse
  private let base, sft: LanguageModel
  /// Of the demonstrations' answers, by each model.
  private let losses: (base: LanguageModelEvaluation, sft: LanguageModelEvaluation)
  private let answers: (base: [OwnAnswer], sft: [OwnAnswer])
  /// How far the validation loss has risen from its lowest point, in nats a token.
  private let rise: Double

  init(_ own: OwnCourse, base: LanguageModel, sft: Stage<LanguageModel, NoSnapshot>) {
    (self.own, self.base, self.sft) = (own, base, sft.product)
    let sequences = own.demonstrations.heldOut.map(\.demonstration)
    func loss(_ model: LanguageModel) -> LanguageModelEvaluation {
      model.evaluate(on: sequences, workers: own.course.workers)
    }
    losses = (loss(base), loss(sft.product))
    answers = (own.examine(base), own.examine(sft.product))
    let validation = sft.metrics.series("eval_loss").map(\.value)
    rise = (validation.last ?? .nan) - (validation.min() ?? .nan)
  }

  /// Tokens of the answers that people wrote.
  private var written: Estimate {
    .mean(of: own.demonstrations.heldOut.map { Double($0.completions[0].count) })
  }

  var results: Results {
    let pairs = zip(losses.base.sequences, losses.sft.sequences)
    return [
      "base/loss": losses.base.lossEstimate, "sft/loss": losses.sft.lossEstimate,
      // Demonstration by demonstration, as both read the same.
      "sft/loss_gain": Estimate.ratio(
        of: pairs.map { $0.nats - $1.nats }, to: pairs.map { Double($0.0.count) }),
      "sft/loss_rise": rise,
      "base/ended": answers.base.endedShare, "sft/ended": answers.sft.endedShare,
      "base/tokens": answers.base.meanLength, "sft/tokens": answers.sft.meanLength,
      "written/tokens": written,
    ]
  }

  var table: Table {
    Table(
      "own-gain",
      columns: ["measure", .number("base"), .number("sft"), .number("written")],
      rows: [
        [Label("loss"), losses.base.lossEstimate, losses.sft.lossEstimate, ""],
        [Label("ended"), answers.base.endedShare, answers.sft.endedShare, ""],
        [Label("tokens"), answers.base.meanLength, answers.sft.meanLength, written],
      ])
  }

  /// A held-out prompt with both models' answers and the one that a person wrote.
  func sideBySide(_ sample: OwnSample) -> Label {
    func answer(_ model: LanguageModel) -> String {
      var random = own.course.random("own samples")
      return own.answers(of: model, to: [sample.prompt], using: &random).first?.shown ?? ""
    }
    return Label(
      "own-sample",
      [
        "prompt": sample.prompt.text.shownEnd, "base": answer(base), "sft": answer(sft),
        "written": sample.answers[0].shownStart + "\n",
      ])
  }
}
