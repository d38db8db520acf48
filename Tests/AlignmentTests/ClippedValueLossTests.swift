import Alignment
import Tensors
import TestSupport
import Testing

@Suite struct ClippedValueLossTests {
  /// V, V_old, R, and what max((V − R)², (V_old ± 0.2 − R)²) and half its derivative by V are.
  private let cases: [(value: Float, old: Float, target: Float, loss: Float, slope: Float)] = [
    (1, 1, 2, 1, -1),
    (1.1, 1, 2, 0.81, -0.9),  // within the range
    (1.5, 1, 2, 0.64, 0),  // 0.25 against (1.2 − 2)²: it has moved far enough
    (0.5, 1, 2, 2.25, -1.5),  // (0.5 − 2)² against (0.8 − 2)²: it has moved away
    (1.5, 1, 0, 2.25, 1.5),
    (0.5, 1, 0, 0.64, 0),
  ]

  private func result(count: Int) -> (value: Double, gradient: [Float], worst: GradientComparison?)
  {
    differentiate(at: cases.map(\.value), columns: 1) { values in
      clippedValueLoss(
        values: values, old: cases.map(\.old), returns: cases.map(\.target), clipRange: 0.2,
        count: count
      ).loss
    }
  }

  @Test func `values and slopes are those worked by hand`() {
    // 1 + 0.81 + 0.64 + 2.25 + 2.25 + 0.64 = 7.59; half the mean over 6.
    let result = result(count: 6)
    expectClose(result.value, 7.59 / 12)
    expectClose(result.gradient, cases.map { $0.slope / 6 })
  }

  @Test(
    arguments: [
      // Four of the cases have left the range, and two of them away from R.
      ([1, 1.1, 1.5, 0.5, 1.5, 0.5], [1, 1, 1, 1, 1, 1], [2, 2, 2, 2, 0, 0], 2),
      // Within the range, but V_old + (V − V_old) is less than V by the rounding of Float32.
      ([0.09], [-0.1], [1], 0),
    ] as [([Float], [Float], [Float], Int)])
  func `only tokens whose loss the clip changes are counted as clipped`(
    values: [Float], old: [Float], returns: [Float], count: Int
  ) {
    withTape(makeParameters(values)) { tape in
      let loss = clippedValueLoss(
        values: tape.constant(values), old: old, returns: returns, clipRange: 0.2,
        count: values.count)
      #expect(loss.clippedCount == count)
    }
  }

  @Test func `its gradient is the difference quotient, at every index`() {
    #expect((result(count: 1).worst?.relativeError ?? .nan) < 5e-3)
  }

  @Test func `a shard is divided by the whole minibatch's count`() {
    expectClose(result(count: 60).value, 7.59 / 120)
  }

  @Test func `the clip range is a setting`() {
    // V_old + 0.4 = 1.4: (1.5 − 2)² = 0.25 against 0.36.
    let result = differentiate(at: [1.5], columns: 1) { values in
      clippedValueLoss(values: values, old: [1], returns: [2], clipRange: 0.4, count: 1).loss
    }
    expectClose(result.value, 0.18)
  }
}
