import Models
import Synchronization
import Tensors
import Words

/// What one step of training did.
package struct StepResult: Sendable {
  package var loss: Double
  /// Before it was shortened.
  package var gradientNorm: Double
}

/// Trains the weights of one model: gradients of several shards of a batch, then a step of AdamW.
package final class Optimizer {
  package let shards: Int
  private let workers: Workers
  private let adam: AdamW
  private let states: [Shard]
  /// Of the step at hand; kept here so that the workers' job captures one object, which costs no memory.
  private var loss: PartLoss?
  /// In how many parts a shard is read, one after another.
  private var passes = 1

  /// Builds a part's share of the loss, such that the shares add up to the loss of the batch; nil where the part has
  /// nothing to learn from. There are as many parts as shards, or a multiple of them.
  package typealias PartLoss = @Sendable (_ tape: Tape, _ part: Int) -> Variable?

  /// - Parameter shards: into how many parts each batch is divided; it changes how sums are rounded, so
  ///   it is a setting and does not follow the number of processors.
  package init(
    _ parameters: Parameters, options: AdamWOptions = AdamWOptions(), workers: Workers,
    shards: Int = 2
  ) {
    self.shards = shards
    self.workers = workers
    states = (0..<shards).map { _ in Shard(parameters) }
    adam = AdamW(parameters, gradients: states.map(\.gradients), options)
  }

  /// Steps so far. Whoever goes on with a training sets it, and fills `tensors`.
  package var steps: Int {
    get { adam.steps }
    set { adam.steps = newValue }
  }

  /// What the next step depends on beside the weights: AdamW's means, under the names that they have in
  /// PyTorch.
  package var tensors: [NamedParameters] {
    [
      NamedParameters("exp_avg.", adam.first), NamedParameters("exp_avg_sq.", adam.second),
    ]
  }

  /// One step downhill.
  ///
  /// - Parameters:
  ///   - passes: in how many parts each shard is read, one after another; more take less memory.
  ///   - loss: is called once for each part, by several threads at a time.
  /// - Throws: `Failure` when the loss or its gradient is not a finite number; the weights
  ///   are then as before the step.
  @discardableResult
  package func step(
    learningRate: Double, passes: Int = 1, loss: @escaping PartLoss
  ) throws -> StepResult {
    (self.loss, self.passes) = (loss, passes)
    defer { self.loss = nil }
    // Each shard is one worker's; until all are done, nothing else here is written.
    nonisolated(unsafe) let optimizer = self
    workers.forEach(shards) { unsafe optimizer.computeGradient(shard: $0) }
    let total = states.reduce(0) { $0 + $1.loss }
    guard total.isFinite else {
      clearGradients()
      throw Failure("diverged.loss", ["step": "\(steps + 1)"])
    }
    guard let norm = adam.step(learningRate: Float(learningRate), workers: workers) else {
      clearGradients()
      throw Failure("diverged.gradient", ["step": "\(steps + 1)"])
    }
    return StepResult(loss: total, gradientNorm: Double(norm))
  }

  /// One step downhill, with a report of each shard besides its share of the loss.
  ///
  /// - Returns: the reports in the order of the shards.
  package func step<Report: Sendable>(
    learningRate: Double,
    loss: @escaping @Sendable (_ tape: Tape, _ shard: Int) -> (loss: Variable?, report: Report)
  ) throws -> (result: StepResult, reports: [Report]) {
    let reports = Mutex([Report?](repeating: nil, count: shards))
    let result = try step(learningRate: learningRate) { tape, shard in
      let (loss, report) = loss(tape, shard)
      reports.withLock { $0[shard] = report }
      return loss
    }
    return (result, reports.withLock { $0 }.compactMap { $0 })
  }

  private func computeGradient(shard: Int) {
    let state = states[shard]
    state.loss = 0
    for pass in 0..<passes {
      state.tape.reset()
      guard let loss = loss?(state.tape, shard * passes + pass) else { continue }
      state.loss += Double(loss.value.scalar)
      state.tape.backward(from: loss)
    }
  }

  /// A step that failed leaves nothing behind for the next.
  private func clearGradients() {
    for state in states { state.clearGradients() }
  }
}

/// What one shard of a batch needs for itself, so that shards can be computed at the same time.
private final class Shard {
  let tape: Tape
  let gradients: Parameters
  var loss = 0.0

  init(_ parameters: Parameters) {
    gradients = parameters.copy()
    tape = Tape(parameters, gradients: gradients)
    clearGradients()
  }

  func clearGradients() {
    gradients.fill(with: 0)
  }
}
