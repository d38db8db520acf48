import Alignment
import Glibc
import Tensors
import TestSupport
import Testing

@Suite struct ClippedPolicyLossTests {
  /// Tokens with their ratio ρ and advantage A, and what max(−Aρ, −A clip(ρ, 0.8, 1.2)) and its
  /// derivative by log π are: −Aρ where the first counts, 0 where the clipped one does.
  private let cases: [(ratio: Float, advantage: Float, loss: Float, slope: Float)] = [
    (1, 2, -2, -2),
    (1.1, 2, -2.2, -2.2),  // within the range
    (1.5, 1, -1.2, 0),  // good, and likelier by enough
    (1.5, -1, 1.5, 1.5),  // bad, but likelier: back
    (0.5, 1, -0.5, -0.5),  // good, but rarer: back
    (0.5, -1, 0.8, 0),  // bad, and rarer by enough
    (0.9, -3, 2.7, 2.7),
    (3, 0, 0, 0),
  ]
  private let old: [Float] = [-1, -0.5, -2, -3, -0.1, -1.5, -2.5, -4]

  private func result(count: Int) -> (value: Double, gradient: [Float], worst: GradientComparison?)
  {
    let x = zip(cases, old).map { log($0.ratio) + $1 }
    return differentiate(at: x) { logProbabilities in
      clippedPolicyLoss(
        logProbabilities: logProbabilities, old: old, advantages: cases.map(\.advantage),
        clipRange: 0.2, count: count
      ).loss
    }
  }

  private func withLoss(_ check: (PolicyLoss) -> Void) {
    let x = zip(cases, old).map { log($0.ratio) + $1 }
    withTape(makeParameters(x)) { tape in
      check(
        clippedPolicyLoss(
          logProbabilities: tape.constant(x), old: old, advantages: cases.map(\.advantage),
          clipRange: 0.2, count: 8))
    }
  }

  @Test func `values and slopes are those worked by hand`() {
    // −2 − 2.2 − 1.2 + 1.5 − 0.5 + 0.8 + 2.7 + 0 = −0.9, over 8 tokens.
    let result = result(count: 8)
    expectClose(result.value, -0.9 / 8)
    expectClose(result.gradient, cases.map { $0.slope / 8 })
  }

  @Test func `its gradient is the difference quotient, at every index`() {
    // No case lies within a step of a corner but (3, 0), where both sides are flat.
    #expect((result(count: 1).worst?.relativeError ?? .nan) < 5e-3)
  }

  @Test func `the ratios are given too`() {
    withLoss { expectClose($0.ratio.values, cases.map(\.ratio)) }
  }

  @Test func `only tokens whose loss the clip changes are counted as clipped`() {
    // Five have left the range: one has A = 0, and two have moved the wrong way.
    withLoss { #expect($0.clippedCount == 2) }
  }

  @Test func `the clip range is a setting`() {
    let result = differentiate(at: [log(1.4), log(1.6)]) { logProbabilities in
      clippedPolicyLoss(
        logProbabilities: logProbabilities, old: [0, 0], advantages: [1, 1], clipRange: 0.5,
        count: 2
      ).loss
    }
    expectClose(result.value, -(1.4 + 1.5) / 2)
    expectClose(result.gradient, [-0.7, 0] as [Float])
  }

  @Test func `a shard is divided by the whole minibatch's count`() {
    expectClose(result(count: 16).value, -0.9 / 16)
  }

  @Test func `before the first step the gradient is the policy gradient`() {
    // ρ = 1 everywhere, so −A / n: PPO's first step is that of REINFORCE.
    let result = differentiate(at: [-1, -2, -0.5]) { logProbabilities in
      clippedPolicyLoss(
        logProbabilities: logProbabilities, old: [-1, -2, -0.5], advantages: [1, -2, 0.5],
        clipRange: 0.2,
        count: 3
      ).loss
    }
    expectClose(result.gradient, [-1.0 / 3, 2.0 / 3, -0.5 / 3])
  }
}
