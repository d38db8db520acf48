import Foundation
import Metrics
import Models
import Tensors
import Words

/// Runs stages, or takes them from the cache.
package final class StageRunner {
  private let cache: StageCache?
  /// Whether stages of earlier runs count.
  private let usesRecords: Bool
  package var observer: any StageObserver
  /// How often something is kept of a stage while it runs.
  package var pace = CheckpointPace.standard
  /// Stages of this run: asked for twice, they run once, `--fresh` or not.
  private var finished: [String: Any] = [:]
  private var hasWarned = false

  package init(cache: StageCache?, usesRecords: Bool, observer: any StageObserver) {
    self.cache = cache
    self.usesRecords = usesRecords
    self.observer = observer
  }

  /// The stage with this key: of this run, from the cache, or run now. One that was cut off in an earlier run goes
  /// on where it was kept last.
  ///
  /// - Parameters:
  ///   - title: what a person reads beside the progress bar.
  ///   - total: steps of the progress bar; asked for where the stage runs.
  ///   - snapshot: what the stage tells before it has run.
  ///   - restore: makes the product from stored weights, and leaves alone what `run` starts from: the
  ///     observer may still want the stage to run again.
  ///   - run: makes the product, records metrics, and tells the progress.
  package func stage<Product, Snapshot: Codable>(
    _ key: StageKey, title: Label, total: @autoclosure () -> Int, snapshot: Snapshot,
    restore: (Data?, Snapshot) throws -> Product,
    weights: (Product) -> Parameters?,
    run: (StageRun<Snapshot>) throws -> (Product, note: Label)
  ) throws -> Stage<Product, Snapshot> {
    if let stage = finished[key.folder] as? Stage<Product, Snapshot> { return stage }
    if usesRecords, let recorded = recorded(key, restore: restore),
      try observer.replay(title, seconds: recorded.seconds, metrics: recorded.metrics)
    {
      finished[key.folder] = recorded
      observer.judge(title, TrainingJudgement(recorded, title: title))
      return recorded
    }
    let stageRun = StageRun(
      snapshot, progress: observer.begin(title, total: total()),
      keeping: checkpoints(of: key, title))
    let (product, note) = try run(stageRun)
    return finish(stageRun, product, note, title: title, key: key, weights: weights)
  }

  /// A stage in which the learner has a hand, so that its key is known when it has run.
  ///
  /// - Parameter start: the key of what is kept on its way.
  package func steered<Product, Snapshot: Codable>(
    _ start: StageKey, title: Label, total: Int, snapshot: Snapshot,
    weights: (Product) -> Parameters?,
    run: (StageRun<Snapshot>) throws -> (Product, note: Label, key: StageKey)
  ) throws -> Stage<Product, Snapshot> {
    let checkpoints = checkpoints(of: start, title)
    let stageRun = StageRun(
      snapshot, progress: observer.begin(title, total: total), keeping: checkpoints)
    let (product, note, key) = try run(stageRun)
    checkpoints?.remove()
    return finish(stageRun, product, note, title: title, key: key, weights: weights)
  }

  /// Where a stage is kept on its way. A fresh run keeps where it stands, but takes nothing from earlier ones.
  private func checkpoints(of key: StageKey, _ title: Label) -> StageCheckpoints? {
    let checkpoints = cache.map {
      StageCheckpoints(
        file: $0.checkpoint(of: key), key: key, pace: pace, observer: observer, title: title)
    }
    if !usesRecords { checkpoints?.remove() }
    return checkpoints
  }

  private func finish<Product, Snapshot: Codable>(
    _ run: StageRun<Snapshot>, _ product: Product, _ note: Label, title: Label, key: StageKey,
    weights: (Product) -> Parameters?
  ) -> Stage<Product, Snapshot> {
    run.finish(note)
    let stage = Stage(
      product: product, metrics: run.metrics, snapshot: run.snapshot, checks: run.checks,
      seconds: run.seconds, isRecorded: false, key: key)
    observer.judge(title, TrainingJudgement(stage, title: title))
    if run.isStopped { observer.didStop(title) } else { store(stage, weights: weights(product)) }
    finished[key.folder] = stage
    return stage
  }

  /// What is computed from a model that is trained, such as its answers: of an earlier run, or now. Nobody is
  /// told, since it takes a moment.
  package func remembered<Value: Codable>(
    _ key: StageKey, _ compute: () throws -> Value
  ) rethrows -> Value {
    if usesRecords, let content = try? cache?.load(key),
      let value = try? JSONDecoder.stages.decode(Value.self, from: content.snapshot)
    {
      return value
    }
    let start = ContinuousClock.now
    let value = try compute()
    let stage = Stage(
      product: value, metrics: MetricLog(), snapshot: value, checks: [],
      seconds: (ContinuousClock.now - start) / .seconds(1), isRecorded: false, key: key)
    store(stage, weights: nil)
    return value
  }

  /// The stage whose product is a model, stored as its weights.
  ///
  /// - Parameter model: where `run` starts from; stored weights are read into a copy of it.
  package func stage<Model: StoredModel, Snapshot: Codable>(
    _ key: StageKey, title: Label, total: @autoclosure () -> Int, snapshot: Snapshot,
    restoring model: Model, run: (StageRun<Snapshot>) throws -> (Model, note: Label)
  ) throws -> Stage<Model, Snapshot> {
    try stage(
      key, title: title, total: total(), snapshot: snapshot,
      restore: { weights, _ in
        let model = model.copy()
        try Checkpoint.read(weights ?? Data(), into: model.parameters)
        return model
      },
      weights: { $0.parameters }, run: run)
  }

  private func recorded<Product, Snapshot: Codable>(
    _ key: StageKey, restore: (Data?, Snapshot) throws -> Product
  ) -> Stage<Product, Snapshot>? {
    do {
      guard let content = try cache?.load(key) else { return nil }
      let snapshot = try JSONDecoder.stages.decode(Snapshot.self, from: content.snapshot)
      return Stage(
        product: try restore(content.weights, snapshot), metrics: content.metrics,
        snapshot: snapshot, checks: content.checks, seconds: content.seconds, isRecorded: true,
        key: key)
    } catch {
      observer.warn(
        Messages.text("stage.damaged", ["stage": key.name, "reason": reason(of: error)]))
      return nil
    }
  }

  private func store<Product, Snapshot: Codable>(
    _ stage: Stage<Product, Snapshot>, weights: Parameters?
  ) {
    guard let cache else { return }
    do {
      let content = StageContent(
        weights: try weights.map { try Checkpoint.data($0, metadata: ["stage": stage.key.text]) },
        metrics: stage.metrics, snapshot: try JSONEncoder.stages.encode(stage.snapshot),
        checks: stage.checks, seconds: stage.seconds)
      try cache.store(content, for: stage.key, replacing: !usesRecords)
    } catch  where !hasWarned {
      hasWarned = true
      let why = (error as? Failure)?.reason ?? reason(of: error)
      observer.warn(
        Messages.text("stage.not-kept", ["folder": cache.folder.path, "reason": why]))
    } catch {}
  }
}

/// A model that a stage can store as its weights.
package protocol StoredModel {
  var parameters: Parameters { get }
  func copy() -> Self
}

extension LanguageModel: StoredModel {}
extension ScalarModel: StoredModel {}

extension JSONEncoder {
  /// Numbers that are not finite are kept, as words.
  static var stages: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}

extension JSONDecoder {
  static var stages: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
