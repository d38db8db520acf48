import Foundation
import Metrics
import Models
import Words

/// Where a stage stood when it was kept on its way, beside the weights.
struct StageCheckpoint<Position, Snapshot> {
  var position: Position
  var metrics: MetricLog
  var snapshot: Snapshot
  var checks: [StartCheck]
  /// What it had taken until then.
  var seconds: Double
}

/// How often something is kept of a stage that runs.
package struct CheckpointPace: Sendable {
  /// At least so much time lies between two checkpoints, and at most so much work and a step is lost.
  package var interval: Duration
  /// Keeping one takes at most this share of the time.
  package var largestShare: Double

  package static let standard = CheckpointPace(interval: .seconds(2), largestShare: 0.02)
  /// For tests.
  package static let everyStep = CheckpointPace(interval: .zero, largestShare: 1)

  /// How long to wait after a checkpoint that took `cost`.
  package func pause(after cost: Duration) -> Duration {
    max(interval, cost * (1 / largestShare - 1))
  }
}

/// Keeps where a stage stands while it runs, in a file beside the stages that have run. It goes when the stage is
/// stored.
struct StageCheckpoints {
  private static let format = "checkpoint 1"

  let file: URL
  let key: StageKey
  let pace: CheckpointPace
  let observer: any StageObserver
  let title: Label

  func store<Position: Encodable, Snapshot: Encodable>(
    _ checkpoint: StageCheckpoint<Position, Snapshot>, _ tensors: [NamedParameters]
  ) {
    do {
      try makeFolder(file.deletingLastPathComponent())
      let metadata = [
        "key": key.text, "position": try text(of: checkpoint.position),
        "metrics": checkpoint.metrics.csv, "snapshot": try text(of: checkpoint.snapshot),
        "checks": try text(of: checkpoint.checks), "seconds": "\(checkpoint.seconds)",
      ]
      try writeSealed(
        Checkpoint.data(tensors, metadata: metadata), as: StageCheckpoints.format, to: file)
    } catch {
      // That nothing can be kept is told when the stage is stored, and is no reason to stop here.
    }
  }

  /// - Parameter tensors: nil to leave those that were kept where they are.
  /// - Returns: nil, with the tensors as they were, where nothing was kept or it cannot be used.
  func load<Position: Decodable, Snapshot: Decodable>(
    into tensors: [NamedParameters]?
  ) -> StageCheckpoint<Position, Snapshot>? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      let data = try readSealed(file, as: StageCheckpoints.format)
      let metadata = try Checkpoint.metadata(of: data)
      func value(_ name: String) throws -> Data {
        guard let text = metadata[name] else { throw Failure("sealed.format", at: file.path) }
        return Data(text.utf8)
      }
      guard metadata["key"] == key.text else {
        throw Failure("stage-record.stranger", at: file.path)
      }
      let checkpoint = StageCheckpoint(
        position: try JSONDecoder.stages.decode(Position.self, from: value("position")),
        metrics: try MetricLog(
          csv: String(decoding: value("metrics"), as: UTF8.self), path: file.path),
        snapshot: try JSONDecoder.stages.decode(Snapshot.self, from: value("snapshot")),
        checks: try JSONDecoder.stages.decode([StartCheck].self, from: value("checks")),
        seconds: Double(metadata["seconds"] ?? "") ?? 0)
      if let tensors { try Checkpoint.read(data, into: tensors) }
      return checkpoint
    } catch {
      observer.warn(
        Messages.text("stage.lost", ["stage": key.name, "reason": reason(of: error)]))
      return nil
    }
  }

  /// - Parameter seconds: what the stage had taken until then.
  func tellThatItGoesOn(_ seconds: Double) { observer.resume(title, seconds: seconds) }

  func remove() { try? FileManager.default.removeItem(at: file) }

  private func text(of value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder.stages.encode(value), as: UTF8.self)
  }
}
