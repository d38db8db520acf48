import Foundation
import Models
import ToyWorld
import Training
import Words

/// How a fine-tuned model did after one epoch.
package struct FineTuningPoint: Codable, Sendable {
  package var epoch: Int
  /// Cross-entropy on demonstrations for held-out prompts, in nats a token.
  package var validationLoss: Double
  /// Mean gold score on held-out prompts.
  package var gold: Double
}

extension Course {
  /// Step 1 of RLHF: the base model, fine-tuned on demonstrations.
  package func supervisedFineTuned() throws -> Stage<LanguageModel, [FineTuningPoint]> {
    try importedFineTuned() ?? supervisedFineTuned(settings.sft)
  }

  /// The base model, fine-tuned with other settings than the course's.
  ///
  /// - Parameters:
  ///   - further: demonstrations beside those that the settings ask for.
  ///   - isPretrained: false to begin with random weights instead of the base model's.
  package func supervisedFineTuned(
    _ settings: FineTuningSettings, with further: [DemonstrationRecord] = [],
    isPretrained: Bool = true, title: Label = "sft"
  ) throws -> Stage<LanguageModel, [FineTuningPoint]> {
    let base = try base()
    let demonstrations = data.demonstrations(settings) + further
    let key = try StageKey(
      isPretrained ? "sft" : "sft-untrained", recipe: 2, settings: settings,
      seed: self.settings.seed,
      // A learner may edit them; those that are not read do not count.
      data: [fingerprint(of: try JSONEncoder.stages.encode(demonstrations))],
      parents: [base.key])
    let options = settings.training
    let steps = options.steps(for: demonstrations.count)
    let model = isPretrained ? base.product.copy() : untrained(like: base.product)
    return try runner.stage(
      key, title: title, total: steps, snapshot: [FineTuningPoint](), restoring: model
    ) { run in
      let sequences = demonstrations.map(tokenizer.labeled)
      let heldOut = heldOutDemonstrations
      try requireRoom(for: (sequences + heldOut).map(\.ids.count), else: "long-demonstration")
      var random = random("sft")
      try run.untilStopped {
        try model.train(
          on: sequences, options: options, workers: workers, using: &random, keeper: run
        ) { report in
          run.metrics.record(report.metrics, step: report.step)
          var moment = Moment([("curve-loss", report.loss)])
          if settings.isWatched, report.epoch.rounded() == report.epoch {
            let evaluation = model.evaluate(on: heldOut, workers: workers)
            run.metrics.record(evaluation.metrics, step: report.step)
            let answers = examineNow(model)
            let gold = answers.gold.value
            run.metrics.record(gold, as: "gold/score", step: report.step)
            run.snapshot.append(
              FineTuningPoint(
                epoch: Int(report.epoch), validationLoss: evaluation.loss, gold: gold))
            moment.sample = answers.first.map { "\($0.prompt.text) → \($0.text)" }
          }
          try run.update(report.step, .loss(report.loss), moment)
        }
      }
      let gold = run.snapshot.last?.gold ?? examineNow(model).gold.value
      return (model, Label("gold", ["gold": gold.formatted(places: 2)]))
    }
  }

  /// What a careful labeler would have written for prompts that no model is trained on, in tokens.
  var heldOutDemonstrations: [LabeledSequence] {
    carefulDemonstrations.map { tokenizer.labeled(DemonstrationRecord($0)) }
  }

  /// The same in words.
  package var carefulDemonstrations: [Demonstration] {
    world.demonstrations(
      answering: world.examination(.heldOut, perKind: answersPerKind / 2), stream: "held-out")
  }
}
