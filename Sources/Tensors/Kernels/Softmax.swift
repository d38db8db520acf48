import Glibc

/// Turns a row of logits into probabilities, in place.
///
/// - Returns: the largest logit m and log Σ e^(logit − m); log pᵢ = (logitᵢ − m) − that, in this order,
///   keeps its digits where logits are large.
///
/// softmax(x)ᵢ = e^xᵢ / Σ e^xⱼ. Taking the same number from all logits changes nothing, as it cancels,
/// so the largest is taken away first: then no exponential is above 1 and none overflows. That is
/// the whole trick; the speed comes from computing sixteen exponentials at a time.
@discardableResult
func softmax(
  _ row: UnsafeMutablePointer<Float>, count: Int
) -> (largest: Float, logSum: Float) {
  var maxima = Vector(repeating: -.infinity)
  for slice in slices(count) {
    let next = row[slice, -.infinity]
    maxima = next.replacing(with: maxima, where: next .< maxima)
  }
  let largest = maxima.largest
  var sums = Vector.zero
  for slice in slices(count) {
    let power = exponential(row[slice, -.infinity] - largest)
    row[slice] = power
    sums += power
  }
  let sum = sums.total
  let scale = 1 / sum
  for slice in slices(count) { row[slice] = scale * row[slice] }
  return (largest, logf(sum))
}

extension Tensor {
  /// softmax of one row of logits, in memory of its own: the tensor stays as it is.
  package func probabilities(row index: Int) -> [Float] {
    var row = values(row: index)
    row.withUnsafeMutableBufferPointer { row in
      if let start = row.baseAddress { softmax(start, count: row.count) }
    }
    return row
  }
}
