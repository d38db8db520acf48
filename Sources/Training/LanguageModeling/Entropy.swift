import Glibc

/// The entropy of a distribution, −Σ p log p, in nats: 0 when one token is certain, log n when n tokens
/// are equally likely. It runs over the whole vocabulary, not over the tokens that were drawn.
package func entropy(of probabilities: [Float]) -> Double {
  var sum = 0.0
  for p in probabilities where p > 0 { sum -= Double(p * logf(p)) }
  return sum
}
