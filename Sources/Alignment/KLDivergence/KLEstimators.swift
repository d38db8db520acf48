import Glibc

/// Three estimates of KL(π ‖ π_ref) from one token drawn from π (Schulman 2020, "Approximating KL
/// divergence").
///
/// The exact divergence sums over the vocabulary; these need the two log-probabilities of the token
/// drawn. With l = log π − log π_ref, which is positive where the policy likes the token more than
/// the reference does:
///
///     k1 = l                  unbiased, but negative for many tokens: it varies much
///     k2 = l² / 2             never negative, varies little, but biased
///     k3 = e^(−l) − 1 + l     never negative, unbiased
///
/// k3 adds to k1 the term e^(−l) − 1, whose mean under π is 0. (With l's sign inverted it is no longer
/// unbiased.)
package struct KLEstimates: Codable, Sendable, Equatable {
  package let k1: Double
  package let k2: Double
  package let k3: Double

  package init(logProbability: Double, referenceLogProbability: Double) {
    let l = logProbability - referenceLogProbability
    k1 = l
    k2 = l * l / 2
    k3 = expm1(-l) + l
  }
}
