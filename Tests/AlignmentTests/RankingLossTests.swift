import Alignment
import Randomness
import Tensors
import TestSupport
import Testing

@Suite struct RankingLossTests {
  private func differentiate(
    _ rewards: [Float], ranks: [[Int]], count: Int
  ) -> (value: Double, gradient: [Float], worst: GradientComparison?) {
    AlignmentTests.differentiate(at: rewards, columns: 1) { rewards in
      rankingLoss(rewards, ranks: ranks, count: count) ?? rewards.sum(scale: .nan)
    }
  }

  @Test func `a worked case of two prompts`() {
    // First prompt, r = 0.5, 1.5, −0.5 ranked 2, 1, 3: margins 1, 2 and 1;
    // −log σ(1) = 0.313262, −log σ(2) = 0.126928: (0.313262 · 2 + 0.126928) / 3 = 0.251151.
    // Second prompt, r = 0, 1 ranked 1, 2: −log σ(−1) = 1.313262.
    // The mean over prompts, and not over pairs: 0.782206.
    let result = differentiate([0.5, 1.5, -0.5, 0, 1], ranks: [[2, 1, 3], [1, 2]], count: 2)
    expectClose(result.value, 0.782206, relative: 2e-6)
    // d/dr of −log σ(m) is ∓σ(−m): σ(−1) = 0.268941, σ(−2) = 0.119203, σ(1) = 0.731059.
    expectClose(
      result.gradient,
      [
        0, (-0.268941 - 0.119203) / 6, (0.119203 + 0.268941) / 6, -0.731059 / 2, 0.731059 / 2,
      ] as [Float], relative: 1e-5)
    #expect((result.worst?.relativeError ?? .nan) < 5e-3)
  }

  @Test(arguments: 2...9) func `at equal scores it is ln 2, whatever K`(completions: Int) {
    let ranks = [Array(1...completions), Array((1...completions).reversed())]
    let result = differentiate(
      Array(repeating: 1.25, count: 2 * completions), ranks: ranks, count: 2)
    expectClose(result.value, 0.693147, relative: 2e-6)
  }

  @Test(arguments: 2...9) func `its gradient is the difference quotient, at every index`(
    completions: Int
  ) {
    var random = RandomSource(seed: 2)
    let rewards = (0..<completions).map { _ in Float(random.normal()) }
    let ranks = random.shuffled(Array(1...completions))
    let result = differentiate(rewards, ranks: [ranks], count: 1)
    #expect((result.worst?.relativeError ?? .nan) < 5e-3, "\(result.worst as Any)")
  }

  @Test func `tied pairs are left out of the sum and of the count`() {
    // Ranks 1, 1, 2: two pairs, with margins 2 and −1: (0.126928 + 1.313262) / 2.
    let result = differentiate([1, -2, -1], ranks: [[1, 1, 2]], count: 1)
    expectClose(result.value, 0.720095, relative: 2e-6)
    // The gradient of each winner is that of its own pair only.
    expectClose(
      result.gradient, [-0.119203 / 2, -0.731059 / 2, (0.119203 + 0.731059) / 2] as [Float],
      relative: 1e-5)
  }

  @Test func `a prompt whose completions all tie adds nothing`() {
    let result = differentiate([1, 3, 0, 0], ranks: [[1, 1], [1, 2]], count: 1)
    expectClose(result.value, 0.693147, relative: 2e-6)
    #expect(result.gradient.prefix(2) == [0, 0])
    withTape(makeParameters([1, 3], columns: 1)) { tape in
      let rewards = tape.variable(tape.parameters.layout[0])
      #expect(rankingLoss(rewards, ranks: [[2, 2]], count: 1) == nil)
    }
  }

  @Test func `only differences of scores matter`() {
    let rewards: [Float] = [0.5, 1.5, -0.5]
    let ranks = [[2, 1, 3]]
    expectClose(
      differentiate(rewards.map { $0 + 8 }, ranks: ranks, count: 1).value,
      differentiate(rewards, ranks: ranks, count: 1).value)
  }

  @Test func `a shard is divided by the whole batch's count`() {
    expectClose(
      differentiate([0, 0], ranks: [[1, 2]], count: 4).value, 0.693147 / 4, relative: 2e-6)
  }

  @Test func `scores far apart stay finite`() {
    let result = differentiate([200, -200], ranks: [[2, 1]], count: 1)
    expectClose(result.value, 400)
    expectClose(result.gradient, [1, -1] as [Float])
  }

  @Test func `as many ranks as scores are needed`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      withTape(makeParameters([1, 3, 2], columns: 1)) { tape in
        _ = rankingLoss(tape.variable(tape.parameters.layout[0]), ranks: [[1, 2]], count: 1)
      }
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("3 scores, but 2 ranks"))
  }

  @Test func `all K choose 2 pairs are used, winner first`() {
    let pairs = orderedPairs([2, 1, 4, 3])
    #expect(pairs.count == 6)
    #expect(
      pairs.map { "\($0.winner)>\($0.loser)" }.sorted() == [
        "0>2", "0>3", "1>0", "1>2", "1>3", "3>2",
      ])
    #expect(orderedPairs([1, 1, 1]).isEmpty)
    #expect(orderedPairs([1]).isEmpty)
    #expect((2...9).map { orderedPairs(Array(1...$0)).count } == [1, 3, 6, 10, 15, 21, 28, 36])
  }
}
