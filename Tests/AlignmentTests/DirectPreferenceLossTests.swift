import Alignment
import Glibc
import TestSupport
import Testing

@Suite struct DirectPreferenceLossTests {
  private func differentiate(
    _ loss: DirectPreferenceLoss, _ logs: [Float], reference: [Float], ranks: [[Int]], beta: Float
  ) -> (value: Double, gradient: [Float]) {
    let result = AlignmentTests.differentiate(at: logs, columns: 1) { logs in
      loss(
        logs, reference: reference, ranks: ranks, klCoefficient: beta, count: ranks.count
      )?.loss ?? logs.sum(scale: .nan)
    }
    return (result.value, result.gradient)
  }

  @Test(arguments: DirectPreferenceLoss.allCases)
  func `value and gradient are those of NumPy`(loss: DirectPreferenceLoss) throws {
    for golden in try Golden.read().preferences {
      let result = differentiate(
        loss, golden.logs, reference: golden.reference, ranks: golden.ranks, beta: golden.beta)
      expectClose(result.value, loss == .dpo ? golden.dpo : golden.ipo, relative: 1e-5)
      let expected = loss == .dpo ? golden.dpoGradient : golden.ipoGradient
      let scale = expected.map(abs).max() ?? 0
      for (slope, wanted) in zip(result.gradient, expected) {
        #expect(abs(Double(slope) - wanted) < 1e-5 * scale)
      }
    }
  }

  @Test func `before the first step DPO's loss is ln 2, and its gradient is not 0`() {
    // m = 0: −log σ(0) = ln 2, and the slope is ∓β σ(0) = ∓β / 2.
    let result = differentiate(
      .dpo, [-4, -7], reference: [-4, -7], ranks: [[1, 2]], beta: 0.3)
    expectClose(result.value, log(2.0))
    expectClose(result.gradient, [-0.15, 0.15] as [Float])
  }

  @Test func `DPO pulls for ever, IPO has enough at 1 over 2β`() {
    // h = 5 = 1 / (2 · 0.1).
    let reference: [Float] = [-5, -5]
    #expect(
      differentiate(.ipo, [-2, -7], reference: reference, ranks: [[1, 2]], beta: 0.1)
        .gradient.allSatisfy { abs($0) < 1e-5 })
    let far: [Float] = [-2, -40]
    #expect(
      differentiate(.dpo, far, reference: reference, ranks: [[1, 2]], beta: 0.1).gradient[0] < 0)
    #expect(
      differentiate(.ipo, far, reference: reference, ranks: [[1, 2]], beta: 0.1).gradient[0] > 0)
  }

  @Test func `where all answers tie there is nothing to learn`() {
    let result = differentiate(.dpo, [-1, -2], reference: [-1, -1], ranks: [[1, 1]], beta: 1)
    #expect(result.value.isNaN)
  }
}
