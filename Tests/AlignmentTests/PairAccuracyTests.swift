import Alignment
import Testing

@Suite struct PairAccuracyTests {
  @Test func `margins are those of the ordered pairs, prompt by prompt`() {
    // First prompt: 1 above 0 and 2, 0 above 2. Second: both tie. Third: 6 above 5.
    let margins = pairMargins(
      [0.5, 1.5, -0.5, 9, 9, 2, 1], ranks: [[2, 1, 3], [1, 1], [2, 1]])
    #expect(margins == [1, 1, 2, -1])
  }

  @Test func `the share of pairs in the right order, equal scores counting half`() {
    #expect(pairAccuracy([1, -2, 0.5, 0]) == 0.625)
    #expect(pairAccuracy([0]) == 0.5)
    #expect(pairAccuracy([3]) == 1)
    #expect(pairAccuracy([-3]) == 0)
    #expect(pairAccuracy([]).isNaN)
  }
}
