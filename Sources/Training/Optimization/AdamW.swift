import Glibc
import Tensors

/// The settings of AdamW.
package struct AdamWOptions: Equatable, Sendable {
  /// β₁: how slowly the mean of the gradient forgets.
  package var firstDecay: Float
  /// β₂: how slowly the mean of its square forgets.
  package var secondDecay: Float
  package var epsilon: Float
  /// λ: how fast weights shrink; only matrices do, not biases and gains.
  package var weightDecay: Float
  /// The gradient is shortened to this length where it is longer.
  package var maximumGradientNorm: Float

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
  /// m and v.
  let first: Parameters
  let second: Parameters
  /// They are updated side by side.
  private let parts: [Part]
  /// t: steps so far.
  var steps = 0
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
    first.fill(with: 0)
    second.fill(with: 0)
    parts = parameters.layout.flatMap { parameter in
      let end = parameter.offset + parameter.shape.count
      return stride(from: parameter.offset, to: end, by: 1 << 14).map { start in
        Part(start..<min(start + 1 << 14, end), decays: parameter.shape.rank > 1)
      }
    }
  }

  /// Sums the shards' gradients in their order, shortens the sum, and moves the weights.
  ///
  /// - Returns: the norm of the gradient before it was shortened; nil, with nothing moved, where it is
  ///   not a finite number.
  func step(learningRate: Float, workers: Workers) -> Float? {
    // Each part is one worker's. Closures that capture one object alone cost no memory; the numbers of
    // this step are kept in it.
    nonisolated(unsafe) let adam = self
    workers.forEach(parts.count) { unsafe adam.sumGradients(part: $0) }
    let norm = Float(parts.reduce(0) { $0 + $1.sumOfSquares }.squareRoot())
    guard norm.isFinite else { return nil }

    steps += 1
    update.learningRate = learningRate
    update.gradientScale =
      norm > options.maximumGradientNorm ? options.maximumGradientNorm / norm : 1
    update.firstCorrection = 1 / (1 - powf(options.firstDecay, Float(steps)))
    update.secondCorrection = 1 / (1 - powf(options.secondDecay, Float(steps)))
    workers.forEach(parts.count) { unsafe adam.moveWeights(part: $0) }
    return norm
  }

  private func sumGradients(part index: Int) {
    let part = parts[index]
    for shard in gradients.dropFirst() { gradients[0].take(from: shard, in: part.range) }
    part.sumOfSquares = gradients[0].sumOfSquares(in: part.range)
  }

  private func moveWeights(part index: Int) {
    let part = parts[index]
    update.apply(
      to: parameters, first: first, second: second, gradient: gradients[0], in: part.range,
      keep: part.decays ? 1 - update.learningRate * options.weightDecay : 1)
  }
}

/// Some of the weights, of one parameter.
private final class Part {
  let range: Range<Int>
  /// Weights decay in all parts of a parameter or in none.
  let decays: Bool
  /// Of the gradient in this range.
  var sumOfSquares = 0.0

  init(_ range: Range<Int>, decays: Bool) {
    self.range = range
    self.decays = decays
  }
}
