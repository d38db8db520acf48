import Tensors

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
  private let tapes: [Tape]
  private let gradients: [Parameters]
  private var losses: [Double]
  private var steps = 0

  /// - Parameter shards: into how many parts each batch is divided; it changes how sums are rounded, so
  ///   it is a setting and does not follow the number of processors.
  package init(
    _ parameters: Parameters, options: AdamWOptions = AdamWOptions(), workers: Workers,
    shards: Int = 2
  ) {
    self.shards = shards
    self.workers = workers
    adam = AdamW(parameters, options)
    gradients = (0..<shards).map { _ in
      let copy = parameters.copy()
      copy.pointer.update(repeating: 0, count: copy.count)
      return copy
    }
    tapes = gradients.map { Tape(parameters, gradients: $0) }
    losses = Array(repeating: 0, count: shards)
  }

  /// One step downhill.
  ///
  /// - Parameter loss: builds a shard's share of the loss, such that the shares add up to the loss of the
  ///   batch; nil where the shard has nothing to learn from.
  /// - Throws: `TrainingError.diverged` when the loss or its gradient is not a finite number; the weights
  ///   are then as before the step.
  @discardableResult
  package func step(
    learningRate: Double, loss: (_ tape: Tape, _ shard: Int) -> Variable?
  ) throws -> StepResult {
    steps += 1
    losses.withUnsafeMutableBufferPointer { losses in
      let losses = losses
      workers.forEach(shards) { shard in
        let tape = tapes[shard]
        tape.reset()
        losses[shard] = 0
        guard let loss = loss(tape, shard) else { return }
        losses[shard] = Double(loss.value.scalar)
        tape.backward(from: loss)
      }
    }
    let total = losses.reduce(0, +)
    guard total.isFinite else {
      clearGradients()
      throw TrainingError.diverged("loss", step: steps)
    }
    guard
      let norm = adam.step(
        learningRate: Float(learningRate), gradients: gradients, workers: workers)
    else {
      clearGradients()
      throw TrainingError.diverged("gradient", step: steps)
    }
    return StepResult(loss: total, gradientNorm: Double(norm))
  }

  /// A step that failed leaves nothing behind for the next.
  private func clearGradients() {
    for gradient in gradients { gradient.pointer.update(repeating: 0, count: gradient.count) }
  }
}

/// Why training stopped.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
  case diverged(String, step: Int)
  case noData(String)

  package var description: String {
    switch self {
    case .diverged(let what, let step):
      """
      training diverged: the \(what) was not a finite number at step \(step). A learning rate that \
      is too high is the usual cause: try a third of it.
      """
    case .noData(let what): "there is nothing to train on: \(what)"
    }
  }
}
