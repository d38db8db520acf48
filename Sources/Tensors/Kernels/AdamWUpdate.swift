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

  /// - Parameter keep: 1 − rate · λ, or 1 for weights that do not decay.
  package func apply(
    to w: UnsafeMutablePointer<Float>, first m: UnsafeMutablePointer<Float>,
    second v: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>, count: Int,
    keep: Float
  ) {
    for slice in slices(count) {
      let g = gradientScale * gradient[slice]
      let mean = firstDecay * m[slice] + (1 - firstDecay) * g
      let square = secondDecay * v[slice] + (1 - secondDecay) * g * g
      let deviation = (secondCorrection * square).squareRoot() + epsilon
      w[slice] = keep * w[slice] - (learningRate * firstCorrection) * mean / deviation
      m[slice] = mean
      v[slice] = square
      gradient[slice] = .zero
    }
  }
}

/// Adds `source` to `total`, and sets it to zero.
package func move(
  _ source: UnsafeMutablePointer<Float>, into total: UnsafeMutablePointer<Float>, count: Int
) {
  for slice in slices(count) {
    total[slice] += source[slice]
    source[slice] = .zero
  }
}

/// Σ xᵢ², in a fixed order.
package func sumOfSquares(_ x: UnsafeMutablePointer<Float>, count: Int) -> Double {
  var sums = Vector.zero
  for slice in slices(count) { sums = sums.adding(x[slice], times: x[slice]) }
  return Double(sums.total)
}
