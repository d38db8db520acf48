import Foundation
import Metrics
import Models
import Training
import Words

/// A stage while it runs: what it records, what a person is shown of it, and what is kept on the way.
package final class StageRun<Snapshot: Codable> {
  package var metrics = MetricLog()
  /// What else the stage tells.
  package var snapshot: Snapshot
  /// What must be so at its start.
  private(set) var checks: [StartCheck] = []
  /// Whether the person who watches has ended it early.
  private(set) var isStopped = false
  private let progress: any StageProgress
  private let keeping: StageCheckpoints?
  private let clock = ContinuousClock()
  private let begun: ContinuousClock.Instant
  /// How long earlier runs of it took that were cut off.
  private var earlierSeconds = 0.0
  private var nextCheckpoint: ContinuousClock.Instant
  /// How many of several models were done when the stage was cut off.
  private var partsRestored: Int?

  /// - Parameter keeping: nil to keep nothing on the way.
  init(_ snapshot: Snapshot, progress: any StageProgress, keeping: StageCheckpoints?) {
    self.snapshot = snapshot
    self.progress = progress
    self.keeping = keeping
    begun = clock.now
    nextCheckpoint = begun + (keeping?.pace.interval ?? .zero)
  }

  /// What the stage has taken so far, with what earlier runs of it took.
  var seconds: Double { earlierSeconds + (clock.now - begun) / .seconds(1) }

  /// Shows a person how far it is; see `StageProgress`.
  package func update(_ step: Int, _ note: Label, _ moment: Moment = Moment([])) throws {
    try progress.update(step, note, moment)
  }

  /// Writes down what must be so at the start; a training that goes on has done so before.
  package func check(
    _ name: String, _ value: @autoclosure () -> Double, expected: Double, tolerance: Double
  ) {
    guard !checks.contains(where: { $0.name == name }) else { return }
    checks.append(StartCheck(name, value(), expected: expected, tolerance: tolerance))
  }

  func finish(_ note: Label) { progress.finish(note) }

  /// Trains, until the person who watches wants to stop.
  package func untilStopped(_ train: () throws -> Void) throws {
    do {
      try train()
    } catch is StopTraining {
      isStopped = true
    }
  }
}

extension StageRun: CheckpointKeeper {
  package var isDue: Bool { keeping != nil && clock.now >= nextCheckpoint }

  package func keep(_ position: some Encodable, _ tensors: [NamedParameters] = []) {
    guard let keeping else { return }
    let start = clock.now
    keeping.store(
      StageCheckpoint(
        position: position, metrics: metrics, snapshot: snapshot, checks: checks,
        seconds: seconds), tensors)
    let end = clock.now
    nextCheckpoint = end + keeping.pace.pause(after: end - start)
  }

  package func restore<Position: Decodable>(
    _ type: Position.Type, into tensors: [NamedParameters] = []
  ) -> Position? {
    restore(type, into: Optional(tensors))
  }

  /// - Parameter tensors: nil to leave those that were kept where they are.
  private func restore<Position: Decodable>(
    _ type: Position.Type, into tensors: [NamedParameters]?
  ) -> Position? {
    guard
      let kept: StageCheckpoint<Position, Snapshot> = keeping?.load(into: tensors)
    else { return nil }
    (metrics, snapshot, checks) = (kept.metrics, kept.snapshot, kept.checks)
    earlierSeconds = kept.seconds
    keeping?.tellThatItGoesOn(kept.seconds)
    return kept.position
  }
}

/// Where a stage stands that trains several models one after another: how many are done, and where the training of
/// the next one stands.
private struct PartPosition<Position> {
  var done: Int
  var position: Position
}

extension PartPosition: Encodable where Position: Encodable {}
extension PartPosition: Decodable where Position: Decodable {}

extension StageRun {
  private struct Done: Decodable { var done: Int }

  /// Goes on with a stage that trains several models one after another, each with `part(after:)` as its keeper.
  ///
  /// - Returns: how many were done when something was kept last; their numbers are recorded then.
  package func restoreParts() -> Int {
    partsRestored = restore(Done.self, into: nil)?.done
    return partsRestored ?? 0
  }

  /// Keeps the training of the model that comes after `done` others.
  package func part(after done: Int) -> some CheckpointKeeper { Part(run: self, done: done) }

  private struct Part: CheckpointKeeper {
    let run: StageRun
    let done: Int

    var isDue: Bool { run.isDue }

    func keep(_ position: some Encodable, _ tensors: [NamedParameters]) {
      run.keep(PartPosition(done: done, position: position), tensors)
    }

    func restore<Position: Decodable>(
      _ type: Position.Type, into tensors: [NamedParameters]
    ) -> Position? {
      guard run.partsRestored == done else { return nil }
      let kept: StageCheckpoint<PartPosition<Position>, Snapshot>? = run.keeping?.load(
        into: tensors)
      return kept?.position.position
    }
  }
}
