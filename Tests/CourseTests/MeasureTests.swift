import Course
import Foundation
import Hyperparameters
import Metrics
import TestSupport
import Testing
import Words

@Suite struct MeasureTests {
  private func isClose(_ value: Double, _ expected: Double, within tolerance: Double) -> Bool {
    abs(value - expected) <= tolerance
  }

  @Test func `agreement counts the pairs that both put in order`() {
    // Of the three pairs of 1 2 3 against 2 1 3, two agree. In the second set the tie is left out,
    // and the other two pairs disagree.
    let agreement = PairAgreement([[1, 2, 3], [1, 1, 2]], [[2, 1, 3], [2, 3, 1]])
    #expect(agreement.pairCount == 5)
    #expect(agreement.share.value == 2.0 / 5)
    #expect(PairAgreement([[1, 2, 3]], [[1, 2, 3]]).share.value == 1)
    #expect(PairAgreement([[1, 2, 3]], [[3, 2, 1]]).share.value == 0)
  }

  @Test func `scores are ranked from the highest, and equal ones share a rank`() {
    #expect(ranks(of: [0.5, 2, 0.5, -1]) == [2, 1, 2, 4])
  }

  @Test func `a ratio of sums weighs documents by size, and its interval by residuals`() throws {
    // Σ y / Σ x = 12 / 6. The residuals y − 2 x are 1, −1, 0: mean 0, deviation 1, so the margin is
    // t(0.975, 2) · 1/√3 = 4.3027 · 0.57735 = 2.4841, divided by the mean of x, which is 2.
    let ratio = Estimate.ratio(of: [3, 3, 6], to: [1, 2, 3])
    #expect(ratio.value == 2)
    #expect(isClose(try #require(ratio.high), 2 + 2.4841 / 2, within: 1e-3))
    #expect(isClose(try #require(ratio.low), 2 - 2.4841 / 2, within: 1e-3))
    #expect(ratio.n == 3)
    // Exactly proportional: nothing is left to doubt.
    let exact = Estimate.ratio(of: [2, 4], to: [1, 2])
    #expect(exact.low == 2 && exact.high == 2)
  }
}
