import Course
import Foundation
import Metrics
import Testing

@Suite struct MeasureTests {
  private func isClose(_ value: Double, _ expected: Double, within tolerance: Double) -> Bool {
    abs(value - expected) <= tolerance
  }

  @Test func `the frontier that made the points is found again`() throws {
    let distances = stride(from: 0.25, through: 6, by: 0.25).map { $0 }
    let gains = distances.map { $0 * (0.12 - 0.09 * log($0)) }
    let frontier = try #require(RewardFrontier(distances: distances, gains: gains))
    #expect(isClose(frontier.alpha, 0.12, within: 1e-9))
    #expect(isClose(frontier.beta, 0.09, within: 1e-9))
    #expect(isClose(frontier(2), 2 * (0.12 - 0.09 * log(2)), within: 1e-9))
    #expect(
      isClose(frontier.explainedVariance(distances: distances, gains: gains), 1, within: 1e-9))
    // R′(d) = α − β − β log d is 0 at d = e^(α/β − 1).
    #expect(isClose(try #require(frontier.peak), exp(0.12 / 0.09 - 1), within: 1e-9))
  }

  @Test func `points at one distance determine no frontier`() {
    #expect(RewardFrontier(distances: [2, 2, 2], gains: [0.1, 0.2, 0.3]) == nil)
    #expect(RewardFrontier(distances: [0, -1], gains: [0.1, 0.2]) == nil)
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

  @Test func `a scored pair knows of which prompt it is`() {
    // Three pairs, one, none for a tie, and one.
    let pairs = ScoredPairs(
      ranks: [[1, 2, 3], [2, 1], [1, 1], [1, 2]],
      scores: [[3, 2, 4], [0, 1], [5, 6], [-1, 1]])
    #expect(pairs.prompts == [0, 0, 0, 1, 3])
    #expect(pairs.margins == [1, -1, -2, 1, -2])
  }

  @Test func `scores are ranked from the highest, and equal ones share a rank`() {
    #expect(ranks(of: [0.5, 2, 0.5, -1]) == [2, 1, 2, 4])
  }

  /// By hand, with ε = 0.2: the gradient by log π is −A ρ where the loss is not clipped, else 0.
  @Test(arguments: [
    (Float(1), Float(1), -1.0, -1.0), (1.1, 1, -1.1, -1.1), (1.5, 1, -1.2, 0),
    (0.5, 1, -0.5, -0.5), (0.5, -1, 0.8, 0), (1.5, -1, 1.5, 1.5),
  ])
  func `a clipped token has the loss and the gradient worked out by hand`(
    ratio: Float, advantage: Float, loss: Double, gradient: Double
  ) {
    let token = clippedToken(ratio: ratio, advantage: advantage, clipRange: 0.2)
    #expect(isClose(token.loss, loss, within: 1e-5))
    #expect(isClose(token.gradient, gradient, within: 1e-5))
  }

  @Test func `the terms of the ranking loss are those worked out by hand`() {
    let terms = pairLosses(ranks: [2, 1, 2], scores: [0, 1, -1])
    // The middle one wins over both others; the tie of the others is left out.
    #expect(terms.map(\.winner) == [1, 1])
    #expect(terms.map(\.loser) == [0, 2])
    #expect(terms.map(\.margin) == [1, 2])
    #expect(isClose(terms[0].loss, log(1 + exp(-1)), within: 1e-12))
    #expect(isClose(terms[1].loss, log(1 + exp(-2)), within: 1e-12))
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
