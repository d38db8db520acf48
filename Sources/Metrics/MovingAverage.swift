/// An exponential moving average: each value counts `decay` times as much as the one after it.
///
/// average_t = Σ_{i ≤ t} decay^(t − i) · value_i / Σ_{i ≤ t} decay^(t − i), so that the first
/// averages are not drawn towards zero (the correction of Adam; Kingma and Ba, 2015). A value that
/// is not finite is left out: the average stays as it was, NaN before the first finite one.
///
/// - Parameter decay: 0 (no smoothing) ..< 1.
package func movingAverage(of values: [Double], decay: Double) -> [Double] {
  guard decay >= 0, decay < 1 else {
    fatalError("movingAverage(decay: \(decay)): the decay must be in 0..<1")
  }
  var sum = 0.0
  var weight = 0.0
  return values.map { value in
    if value.isFinite {
      sum = decay * sum + value
      weight = decay * weight + 1
    }
    return sum / weight
  }
}
