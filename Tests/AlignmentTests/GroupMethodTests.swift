import Alignment
import TestSupport
import Testing

@Suite struct GroupMethodTests {
  @Test(arguments: GroupMethod.allCases)
  func `advantages are those of NumPy`(method: GroupMethod) throws {
    for golden in try Golden.read().groups {
      let expected =
        switch method {
        case .rloo: golden.rloo
        case .grpo: golden.grpo
        case .unbiased: golden.unbiased
        }
      for (advantage, wanted) in zip(method.advantages(of: golden.rewards), expected) {
        #expect(abs(Double(advantage) - wanted) < 1e-5)
      }
    }
  }

  @Test func `cases worked by hand`() {
    // One of four is right: mean ¼; the others' mean is 0 for it, ⅓ for each of them.
    #expect(GroupMethod.unbiased.advantages(of: [1, 0, 0, 0]) == [0.75, -0.25, -0.25, -0.25])
    expectClose(GroupMethod.rloo.advantages(of: [1, 0, 0, 0]), [1, -1.0 / 3, -1.0 / 3, -1.0 / 3])
    // The deviation of a sample: √((0.75² + 3 · 0.25²) / 3) = ½.
    expectClose(
      GroupMethod.grpo.advantages(of: [1, 0, 0, 0]), [1.5, -0.5, -0.5, -0.5], relative: 1e-3)
  }

  @Test(arguments: GroupMethod.allCases)
  func `a group of equal rewards teaches nothing`(method: GroupMethod) {
    #expect(method.advantages(of: [0.7, 0.7, 0.7, 0.7]).allSatisfy { abs($0) < 1e-6 })
  }

  @Test func `only GRPO's advantages forget how far the rewards are apart`() {
    let (near, far): ([Float], [Float]) = ([0, 0.1, 0, 0.1], [0, 1, 0, 1])
    expectClose(
      GroupMethod.grpo.advantages(of: near), GroupMethod.grpo.advantages(of: far), relative: 2e-3)
    for method in [GroupMethod.rloo, .unbiased] {
      expectClose(
        method.advantages(of: near).map { 10 * $0 }, method.advantages(of: far), relative: 1e-5)
    }
  }
}

@Suite struct GroupPolicyLossTests {
  @Test func `value and gradient are those of NumPy`() throws {
    for golden in try Golden.read().groupLosses {
      let answers = makeEpisodes(golden.lengths, old: golden.old, reference: golden.reference)
      let result = differentiate(at: golden.logs) { logs in
        groupPolicyLoss(
          golden.method, logProbabilities: logs, answers: answers[...],
          advantages: golden.advantages[...], clipRange: golden.clip,
          klCoefficient: golden.beta, maximumLength: golden.most, count: golden.lengths.count
        ).loss
      }
      expectClose(result.value, golden.loss, relative: 1e-5)
      let scale = golden.gradient.map(abs).max() ?? 0
      for (slope, wanted) in zip(result.gradient, golden.gradient) {
        #expect(abs(Double(slope) - wanted) < 2e-5 * scale, "\(golden.method)")
      }
    }
  }

  /// The slopes of the tokens of a short answer and of a long one, with the same advantage, at the first step.
  private func slopes(_ method: GroupMethod) -> [Float] {
    let old = [Float](repeating: -1, count: 6)
    let answers = makeEpisodes([2, 4], old: old, reference: old)
    return differentiate(at: old) { logs in
      groupPolicyLoss(
        method, logProbabilities: logs, answers: answers[...], advantages: [1, 1],
        clipRange: 0.2, klCoefficient: 0, maximumLength: 8, count: 2
      ).loss
    }.gradient
  }

  @Test func `what a token weighs`() {
    // −A / (2 answers), and for each token over its answer's length, over the most tokens, or whole.
    expectClose(slopes(.grpo), [-0.25, -0.25, -0.125, -0.125, -0.125, -0.125])
    expectClose(slopes(.unbiased), [Float](repeating: -0.0625, count: 6))
    expectClose(slopes(.rloo), [Float](repeating: -0.5, count: 6))
  }
}
