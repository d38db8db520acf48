import Glibc

/// The entropy of a distribution, −Σ p log p, in nats: 0 when one token is certain, log n when n tokens
/// are equally likely. It runs over the whole vocabulary, not over the tokens that were drawn.
package func entropy(of probabilities: UnsafeMutablePointer<Float>, count: Int) -> Double {
  var sum = 0.0
  for id in 0..<count where probabilities[id] > 0 {
    sum -= Double(probabilities[id] * logf(probabilities[id]))
  }
  return sum
}
