import Alignment
import TestSupport
import Testing

@Suite struct WhiteningTests {
  @Test func `a worked case`() {
    // Mean 2.5, variance (2.25 + 0.25 + 0.25 + 2.25) / 4 = 1.25: 1.5 / √1.25 = 1.341641.
    expectClose(
      whitened([1, 2, 3, 4]).map(Double.init), [-1.341641, -0.447214, 0.447214, 1.341641],
      relative: 1e-6)
  }

  @Test func `neither shift nor scale of the numbers matters`() {
    let numbers: [Float] = [0.5, -1, 2, 0.25, 3]
    expectClose(whitened(numbers.map { 40 * $0 - 7 }), whitened(numbers))
  }

  @Test func `equal numbers, one or none, become 0`() {
    #expect(whitened([2, 2, 2]) == [0, 0, 0])
    #expect(whitened([5]) == [0])
    #expect(whitened([]) == [])
  }
}
