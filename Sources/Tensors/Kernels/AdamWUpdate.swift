import CProcessor

/// One step of AdamW on some weights; what the letters mean stands at `AdamW`.
///
/// For each weight with its gradient g, shortened by `gradientScale`:
///
///     m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
///     w ← keep · w − rate · m · firstCorrection / (√(v · secondCorrection) + ε)
///
/// A weight is read and written once, and its gradient is set to zero on the way: with this little
/// arithmetic for each number, the time goes into memory.
package struct AdamWUpdate {
  let firstDecay: Float
  let secondDecay: Float
  let epsilon: Float
  package var learningRate: Float = 0
  package var gradientScale: Float = 1
  /// 1 / (1 − β₁ᵗ)
  package var firstCorrection: Float = 1
  /// 1 / (1 − β₂ᵗ)
  package var secondCorrection: Float = 1

  package init(firstDecay: Float, secondDecay: Float, epsilon: Float) {
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
  }

  /// - Parameters:
  ///   - range: the weights to move, by their places.
  ///   - keep: 1 − rate · λ, or 1 for weights that do not decay.
  package func apply(
    to weights: Parameters, first: Parameters, second: Parameters, gradient: Parameters,
    in range: Range<Int>, keep: Float
  ) {
    let w = weights.pointer(to: range)
    let m = first.pointer(to: range)
    let v = second.pointer(to: range)
    let gradient = gradient.pointer(to: range)
    for slice in slices(range.count) {
      let g = gradientScale * gradient[slice]
      let mean = firstDecay * m[slice] + (1 - firstDecay) * g
      let square = secondDecay * v[slice] + (1 - secondDecay) * g * g
      let deviation = square_roots(secondCorrection * square) + epsilon
      w[slice] = keep * w[slice] - (learningRate * firstCorrection) * mean / deviation
      m[slice] = mean
      v[slice] = square
      gradient[slice] = .zero
    }
  }
}

extension Parameters {
  /// Adds the numbers of `source` to these, and sets them to zero there.
  package func take(from source: Parameters, in range: Range<Int>) {
    let total = pointer(to: range)
    let source = source.pointer(to: range)
    for slice in slices(range.count) {
      total[slice] += source[slice]
      source[slice] = .zero
    }
  }

  /// Σ xᵢ², in a fixed order.
  package func sumOfSquares(in range: Range<Int>) -> Double {
    let x = pointer(to: range)
    var sums = Vector.zero
    for slice in slices(range.count) { sums = sums.adding(x[slice], times: x[slice]) }
    return Double(sums.total)
  }
}
