import LessonKit
import RewardRanking
import Testing

@Suite struct RewardRankingTests {
  private func isClose(_ value: Double, _ expected: Double, within tolerance: Double) -> Bool {
    abs(value - expected) <= tolerance
  }

  @Test func `the terms of the ranking loss are those worked out by hand`() {
    let pairs = LossByHand(ranks: [2, 1, 2], scores: [0, 1, -1]).pairs
    // The middle one wins over both others; the tie of the others is left out.
    #expect(pairs.map(\.winner) == [1, 1])
    #expect(pairs.map(\.loser) == [0, 2])
    #expect(pairs.map(\.margin) == [1, 2])
    #expect(isClose(pairs[0].loss, log(1 + exp(-1)), within: 1e-12))
    #expect(isClose(pairs[1].loss, log(1 + exp(-2)), within: 1e-12))
  }

  @Test func `scores can be typed, one for each output`() throws {
    let typed = try #require(LossByHand(ranks: [2, 1, 2], typed: "0, 1 −1"))
    #expect(typed.pairs.map(\.margin) == [1, 2])
    #expect(LossByHand(ranks: [2, 1, 2], typed: "0 1") == nil)
    #expect(LossByHand(ranks: [2, 1, 2], typed: "0 1 2 two") == nil)
    // Where σ is 0 in doubles, the loss is still finite.
    #expect(LossByHand(ranks: [1, 2], scores: [-2000, 0]).mean == 2000)
  }

  @Test func `a ranking tells no more than which order it is`() {
    let price = RankingPrice(of: [2, 9])
    #expect(price.minutes == 11)
    #expect(price.pairs == 37)
    #expect(isClose(price.bits, 1 + log2(362_880), within: 1e-9))
  }

  @Test func `a scored pair knows of which prompt it is`() {
    // Three pairs, one, none for a tie, and one.
    let pairs = ScoredPairs(
      ranks: [[1, 2, 3], [2, 1], [1, 1], [1, 2]],
      scores: [[3, 2, 4], [0, 1], [5, 6], [-1, 1]])
    #expect(pairs.prompts == [0, 0, 0, 1, 3])
    #expect(pairs.margins == [1, -1, -2, 1, -2])
  }
}
