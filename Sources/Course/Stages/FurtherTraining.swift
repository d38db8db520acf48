import Metrics
import Models
import Training
import Words

extension Course {
  /// A language model, trained on with texts of any source.
  ///
  /// - Parameters:
  ///   - name: of the stage, and of its random numbers.
  ///   - sequences: each at most as long as the model can read.
  package func trained(
    _ start: Writer, on sequences: [LabeledSequence], _ options: LanguageModelTrainingOptions,
    name: String, title: Label
  ) throws -> Stage<LanguageModel, NoSnapshot> {
    let key = try StageKey(
      name, recipe: 1, settings: options, seed: settings.seed,
      data: [digest(of: sequences.map { "\($0.ids) \($0.targets)" }.joined(separator: "\n"))],
      parents: [start.key])
    let model = start.model.copy()
    return try runner.stage(
      key, title: title, total: options.steps(for: sequences.count), snapshot: NoSnapshot(),
      restoring: model
    ) { run in
      var random = random(name)
      try run.untilStopped {
        try model.train(
          on: sequences, options: options, workers: workers, using: &random, keeper: run
        ) { report in
          run.metrics.record(report.metrics, step: report.step)
          try run.update(
            report.step, .loss(report.loss), Moment([("curve-loss", report.loss)]))
        }
      }
      return (model, .none)
    }
  }
}
