import Metrics
import Words

/// The result of a stage: something trained or made, and what was recorded on the way.
package struct Stage<Product, Snapshot> {
  package let product: Product
  /// Losses and rewards, step by step.
  package let metrics: MetricLog
  /// What was looked at on the way.
  package let snapshot: Snapshot
  /// What must have been so at its start.
  package let checks: [StartCheck]
  /// How long it took when it ran.
  package let seconds: Double
  /// Whether it was run now, or taken from an earlier run.
  package let isRecorded: Bool
  package let key: StageKey
}

/// Tells a person how a stage is getting on.
package protocol StageProgress {
  /// - Parameters:
  ///   - note: a few words, such as the loss, from the messages `progress`.
  ///   - moment: what can be watched.
  /// - Throws: `StopTraining` when the person wants to stop here and keep what was learned; another error when
  ///   they leave.
  func update(_ step: Int, _ note: Label, _ moment: Moment) throws
  func finish(_ note: Label)
}

extension StageProgress {
  /// The same, with nothing to watch.
  package func update(_ step: Int, _ note: Label) throws { try update(step, note, Moment([])) }
}

/// The person wants a training to end early. What was learned so far is used, and not kept for other runs.
package struct StopTraining: Error {
  package init() {}
}

/// Who is told about stages.
package protocol StageObserver {
  func begin(_ title: Label, total: Int) -> any StageProgress
  /// The stage has run before; its curve is shown from the record.
  ///
  /// - Returns: whether the record is used; if not, the stage runs again.
  func replay(_ title: Label, seconds: Double, metrics: MetricLog) throws -> Bool
  /// A stage goes on where an earlier run was cut off, which had taken so long.
  func resume(_ title: Label, seconds: Double)
  /// What is to be said of a training that has run, now or earlier.
  func judge(_ title: Label, _ judgement: TrainingJudgement)
  func warn(_ message: String)
  /// The training with this title has ended early.
  func didStop(_ title: Label)
}

/// Nobody is told: for tests and for commands that print one thing.
package struct SilentObserver: StageObserver {
  private struct Progress: StageProgress {
    func update(_ step: Int, _ note: Label, _ moment: Moment) {}
    func finish(_ note: Label) {}
  }

  package init() {}
  package func begin(_ title: Label, total: Int) -> any StageProgress { Progress() }
  package func replay(_ title: Label, seconds: Double, metrics: MetricLog) -> Bool { true }
  package func resume(_ title: Label, seconds: Double) {}
  package func judge(_ title: Label, _ judgement: TrainingJudgement) {}
  package func warn(_ message: String) {}
  package func didStop(_ title: Label) {}
}
