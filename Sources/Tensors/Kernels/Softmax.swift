import Glibc

/// Turns a row of logits into probabilities, in place.
///
/// - Returns: the largest logit m and log Σ e^(logit − m); log pᵢ = (logitᵢ − m) − that, in this order,
///   keeps its digits where logits are large.
///
/// softmax(x)ᵢ = e^xᵢ / Σ e^xⱼ. Taking the same number from all logits changes nothing, as it cancels,
/// so the largest is taken away first: then no exponential is above 1 and none overflows. That is
/// the whole trick; the speed comes from computing sixteen exponentials at a time.
@inline(__always)
@discardableResult
func softmax(
  _ row: UnsafeMutablePointer<Float>, count: Int
) -> (largest: Float, logSum: Float) {
  let largest = maximum(row, count: count)
  mapVectors(count, from: row, to: row) { exponential($0 - largest) }
  let sum = sumVectors(count, { row.vector(at: $0) }, { row[$0] })
  let scale = 1 / sum
  for index in 0..<count { row[index] *= scale }
  return (largest, logf(sum))
}

@inline(__always)
func maximum(_ row: UnsafeMutablePointer<Float>, count: Int) -> Float {
  var index = 0
  var largest = row[0]
  if count >= vectorWidth {
    var lanes = row.vector(at: 0)
    index = vectorWidth
    while index + vectorWidth <= count {
      let next = row.vector(at: index)
      lanes.replace(with: next, where: next .> lanes)
      index += vectorWidth
    }
    largest = lanes.max()
  }
  while index < count {
    if row[index] > largest { largest = row[index] }
    index += 1
  }
  return largest
}

/// The gradient through a softmax, in place: dsᵢ = pᵢ (dpᵢ − Σⱼ dpⱼ pⱼ).
@inline(__always)
func softmaxGradient(
  _ row: UnsafeMutablePointer<Float>, probabilities p: UnsafeMutablePointer<Float>, count: Int
) {
  let inner = sumVectors(
    count, { row.vector(at: $0) * p.vector(at: $0) }, { row[$0] * p[$0] })
  for index in 0..<count { row[index] = p[index] * (row[index] - inner) }
}

/// Turns logits into probabilities in place, for code outside of a tape.
package func normalize(_ logits: UnsafeMutablePointer<Float>, count: Int) {
  softmax(logits, count: count)
}
