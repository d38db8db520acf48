import Tensors
import TestSupport
import Testing

@Suite struct GradientCheckTests {
  private let parameters = makeParameters(["a": [0.5, -1, 2], "b": [1.5]])

  @Test func `a right gradient passes at every index`() {
    let comparisons = checkGradient(of: parameters) { tape in tape["a"].squared.sum() }
    #expect(comparisons.count == 4)
    #expect(comparisons.allSatisfy { $0.relativeError < 1e-3 })
    let third = comparisons.first { $0.parameter == "a" && $0.index == 2 }
    expectClose(third?.analytic ?? .nan, 4.0)
    expectClose(third?.numeric ?? .nan, 4.0, relative: 1e-3)
  }

  @Test func `a wrong gradient is found, and named`() throws {
    // The recording tape sees another loss at a[1] than the differences do.
    let comparisons = checkGradient(of: parameters) { tape in
      tape["a"].squared.sum(weights: [1, tape.isRecording ? 1.1 : 1, 1])
    }
    let worst = try #require(comparisons.first)
    #expect(worst.parameter == "a")
    #expect(worst.index == 1)
    expectClose(worst.relativeError, 0.1 / 1.1, relative: 1e-2)
    #expect(comparisons.dropFirst().allSatisfy { $0.relativeError < 1e-3 })
    #expect(worst.description.hasPrefix("a[1]: tape -2.2"))
    #expect(worst.description.contains("difference -2"))
  }

  @Test func `only the indices asked for are checked`() {
    let places = [(parameter: parameters.parameter("a"), index: 2)]
    let comparisons = checkGradient(of: parameters, at: places) { tape in tape["a"].mean }
    #expect(comparisons.map(\.index) == [2])
  }

  @Test func `the parameters are as before`() {
    let before = parameters.values
    _ = checkGradient(of: parameters) { tape in tape["a"].exponential.sum() + tape["b"] }
    #expect(parameters.values == before)
  }
}
