import Alignment
import Glibc
import Randomness
import TestSupport
import Testing

@Suite struct KLEstimatesTests {
  // The same p and q as above.
  private let p = [0.5, 0.25, 0.25]
  private let q = [0.125, 0.125, 0.75]
  private let exact = 0.591781

  /// The estimates from each word.
  private func estimates(policy: [Double], reference: [Double]) -> [KLEstimates] {
    zip(policy, reference).map {
      KLEstimates(logProbability: log($0), referenceLogProbability: log($1))
    }
  }

  @Test func `a worked case`() {
    // l = −1 − (−1.5) = 0.5: k2 = 0.25 / 2, k3 = e^−0.5 − 1 + 0.5 = 0.606531 − 0.5.
    let estimates = KLEstimates(logProbability: -1, referenceLogProbability: -1.5)
    expectClose(estimates.k1, 0.5)
    expectClose(estimates.k2, 0.125)
    expectClose(estimates.k3, 0.106531, relative: 5e-6)
    // l = −0.5: e^0.5 − 1 − 0.5 = 0.148721.
    let other = KLEstimates(logProbability: -1.5, referenceLogProbability: -1)
    expectClose(other.k1, -0.5)
    expectClose(other.k2, 0.125)
    expectClose(other.k3, 0.148721, relative: 5e-6)
  }

  @Test func `equal log-probabilities give 0 three times`() {
    let estimates = KLEstimates(logProbability: -2, referenceLogProbability: -2)
    #expect(estimates.k1 == 0 && estimates.k2 == 0 && estimates.k3 == 0)
  }

  @Test func `k2 and k3 are never negative, k1 may be`() {
    var random = RandomSource(seed: 5)
    let all = (0..<1000).map { _ in
      KLEstimates(logProbability: 3 * random.normal(), referenceLogProbability: random.normal())
    }
    #expect(all.allSatisfy { $0.k2 >= 0 && $0.k3 >= 0 })
    #expect(all.contains { $0.k1 < 0 })
  }

  @Test func `in expectation k1 and k3 are the KL divergence, k2 is not`() {
    let all = estimates(policy: p, reference: q)
    func expectation(_ estimate: (KLEstimates) -> Double) -> Double {
      zip(p, all).reduce(0) { $0 + $1.0 * estimate($1.1) }
    }
    expectClose(expectation(\.k1), exact, relative: 2e-6)
    expectClose(expectation(\.k3), exact, relative: 2e-6)
    // ½ (½ ln² 4 + ¼ ln² 2 + ¼ ln² 3) = 0.480453 + 0.060057 + 0.150869 = 0.691379.
    expectClose(expectation(\.k2), 0.691379, relative: 2e-6)
  }

  @Test func `means over many samples of k1 and k3 approach it, k2's and inverted k3's do not`() {
    let all = estimates(policy: p, reference: q)
    // With l's sign inverted, e^l − 1 − l: policy and reference have changed places.
    let inverted = estimates(policy: q, reference: p)
    var random = RandomSource(seed: 6)
    var (k1, k2, k3, k3Inverted) = (0.0, 0.0, 0.0, 0.0)
    let samples = 40_000
    for _ in 0..<samples {
      let word = random.index(weightedBy: p)
      k1 += all[word].k1 / Double(samples)
      k2 += all[word].k2 / Double(samples)
      k3 += all[word].k3 / Double(samples)
      k3Inverted += inverted[word].k3 / Double(samples)
    }
    // Standard errors of the means: 0.005 (k1) and 0.001 (k3).
    #expect(abs(k1 - exact) < 0.02)
    #expect(abs(k3 - exact) < 0.005)
    #expect(abs(k2 - exact) > 0.08)
    // Its expectation is Σ p² / q − 1 − KL = 2 + ½ + 1/12 − 1 − 0.591781 = 0.991552.
    #expect(abs(k3Inverted - 0.991552) < 0.02)
    #expect(abs(k3Inverted - exact) > 0.3)
  }

  @Test func `k3 varies less than k1`() {
    let all = estimates(policy: p, reference: q)
    func variance(_ estimate: (KLEstimates) -> Double) -> Double {
      zip(p, all).reduce(0) { $0 + $1.0 * (estimate($1.1) - exact) * (estimate($1.1) - exact) }
    }
    #expect(variance(\.k3) < 0.1 * variance(\.k1))
  }
}
