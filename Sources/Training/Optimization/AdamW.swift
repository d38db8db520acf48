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
  private var coefficients = Coefficients()

  /// The numbers of the step at hand that all ranges need.
  private struct Coefficients {
    var learningRate: Float = 0
    /// Shortens the gradient.
    var scale: Float = 1
    /// 1 / (1 − β₁ᵗ)
    var first: Float = 1
    /// 1 / (1 − β₂ᵗ)
    var second: Float = 1
  }

  init(_ parameters: Parameters, gradients: [Parameters], _ options: AdamWOptions) {
    self.options = options
    self.parameters = parameters
    self.gradients = gradients
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
      let total = gradients[0].pointer
      for shard in gradients.dropFirst() {
        let source = shard.pointer
        for place in range {
          total[place] += source[place]
          source[place] = 0
        }
      }
      var sum = SIMD8<Float>(repeating: 0)
      var place = range.lowerBound
      while place + 8 <= range.upperBound {
        let part = UnsafeRawPointer(total + place).loadUnaligned(as: SIMD8<Float>.self)
        sum += part * part
        place += 8
      }
      var rest = Double(sum.sum())
      while place < range.upperBound {
        rest += Double(total[place] * total[place])
        place += 1
      }
      squares[index] = rest
    }
    let norm = Float(squares.reduce(0, +).squareRoot())
    guard norm.isFinite else { return nil }

    steps += 1
    coefficients = Coefficients(
      learningRate: learningRate,
      scale: norm > options.maximumGradientNorm ? options.maximumGradientNorm / norm : 1,
      first: 1 / (1 - powf(options.firstDecay, Float(steps))),
      second: 1 / (1 - powf(options.secondDecay, Float(steps))))
    workers.forEach(ranges.count) { [self] index in
      let (range, decays) = ranges[index]
      let (total, w) = (gradients[0].pointer, parameters.pointer)
      let (m, v) = (first.pointer, second.pointer)
      let (firstDecay, secondDecay) = (options.firstDecay, options.secondDecay)
      let epsilon = options.epsilon
      let (learningRate, scale) = (coefficients.learningRate, coefficients.scale)
      let (firstCorrection, secondCorrection) = (coefficients.first, coefficients.second)
      let keep = decays ? 1 - learningRate * options.weightDecay : 1
      for place in range {
        let g = total[place] * scale
        total[place] = 0
        m[place] = firstDecay * m[place] + (1 - firstDecay) * g
        v[place] = secondDecay * v[place] + (1 - secondDecay) * g * g
        let direction =
          m[place] * firstCorrection / ((v[place] * secondCorrection).squareRoot() + epsilon)
        w[place] = keep * w[place] - learningRate * direction
      }
    }
    return norm
  }
}
