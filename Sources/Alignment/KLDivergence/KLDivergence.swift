import Glibc

/// The Kullback-Leibler divergence KL(p ‖ q) = Σ p log(p / q), in nats: how surprising samples of p are
/// to one who expects q. It is 0 when both are equal and never negative.
///
/// - Parameters:
///   - p: probabilities of the policy over the vocabulary.
///   - q: probabilities of the reference.
package func klDivergence(_ p: [Float], _ q: [Float]) -> Double {
  guard p.count == q.count else {
    fatalError("KL of distributions over \(p.count) and \(q.count) outcomes")
  }
  var sum = 0.0
  for id in p.indices where p[id] > 0 {
    // Where Float32 has rounded q to zero, its smallest number stands in, so that the sum stays finite.
    sum += Double(p[id]) * log(Double(p[id]) / Double(Swift.max(q[id], .leastNormalMagnitude)))
  }
  return sum
}
