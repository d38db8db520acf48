import Glibc
import Tensors

/// The settings of AdamW.
package struct AdamWOptions: Sendable {
  /// β₁: how slowly the mean of the gradient forgets.
  package var firstDecay: Float = 0.9
  /// β₂: how slowly the mean of its square forgets.
  package var secondDecay: Float = 0.99
  package var epsilon: Float = 1e-8
  /// λ: how fast weights shrink; only matrices do, not biases and gains.
  package var weightDecay: Float = 0.01
  /// The gradient is shortened to this length where it is longer.
  package var maximumGradientNorm: Float = 1

  package init(
    firstDecay: Float = 0.9, secondDecay: Float = 0.99, epsilon: Float = 1e-8,
    weightDecay: Float = 0.01, maximumGradientNorm: Float = 1
  ) {
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.maximumGradientNorm = maximumGradientNorm
  }
}

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019):
///
///     m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
///     w ← w − lr · (m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε) + λ w)
///
/// Every parameter gets a step of about the same size, however large its gradient is.
final class AdamW {
  private let options: AdamWOptions
  private let parameters: Parameters
  /// One buffer a shard; all are zero between steps.
  private let gradients: [Parameters]
  private let first: Parameters
  private let second: Parameters
  /// Ranges that are updated side by side; each is decayed as a whole or not at all.
  private let ranges: [(range: Range<Int>, decays: Bool)]
  /// Of each range: the sum of its gradients' squares.
  private let squares: UnsafeMutableBufferPointer<Double>
  private var steps = 0
  /// The step at hand.
  private var update: AdamWUpdate

  init(_ parameters: Parameters, gradients: [Parameters], _ options: AdamWOptions) {
    self.options = options
    self.parameters = parameters
    self.gradients = gradients
    update = AdamWUpdate(
      firstDecay: options.firstDecay, secondDecay: options.secondDecay, epsilon: options.epsilon)
    first = parameters.copy()
    second = parameters.copy()
    first.pointer.update(repeating: 0, count: first.count)
    second.pointer.update(repeating: 0, count: second.count)
    ranges = parameters.layout.flatMap { parameter in
      let end = parameter.offset + parameter.shape.count
      return stride(from: parameter.offset, to: end, by: 1 << 14).map { start in
        (start..<min(start + 1 << 14, end), parameter.shape.rank > 1)
      }
    }
    squares = .allocate(capacity: ranges.count)
    squares.initialize(repeating: 0)
  }

  deinit { squares.deallocate() }

  /// Sums the shards' gradients in their order, shortens the sum, and moves the weights.
  ///
  /// - Returns: the norm of the gradient before it was shortened; nil, with nothing moved, where it is
  ///   not a finite number.
  func step(learningRate: Float, workers: Workers) -> Float? {
    // Closures that capture `self` alone cost no memory; the numbers of this step are kept in it.
    workers.forEach(ranges.count) { [self] index in
      let range = ranges[index].range
      let total = gradients[0].pointer + range.lowerBound
      for shard in gradients.dropFirst() {
        move(shard.pointer + range.lowerBound, into: total, count: range.count)
      }
      squares[index] = sumOfSquares(total, count: range.count)
    }
    let norm = Float(squares.reduce(0, +).squareRoot())
    guard norm.isFinite else { return nil }

    steps += 1
    update.learningRate = learningRate
    update.gradientScale =
      norm > options.maximumGradientNorm ? options.maximumGradientNorm / norm : 1
    update.firstCorrection = 1 / (1 - powf(options.firstDecay, Float(steps)))
    update.secondCorrection = 1 / (1 - powf(options.secondDecay, Float(steps)))
    workers.forEach(ranges.count) { [self] index in
      let (range, decays) = ranges[index]
      let start = range.lowerBound
      update.apply(
        to: parameters.pointer + start, first: first.pointer + start,
        second: second.pointer + start, gradient: gradients[0].pointer + start,
        count: range.count, keep: decays ? 1 - update.learningRate * options.weightDecay : 1)
    }
    return norm
  }
}
