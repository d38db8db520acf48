import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct EntropyTests {
  private func entropy(of probabilities: [Float]) -> Double {
    let tape = makePlainTape()
    let rows = tape.constant(probabilities + probabilities, shape: Shape(2, probabilities.count))
    return withExtendedLifetime(tape) { rows.value.entropy(row: 1) }
  }

  @Test func `a certain token has entropy 0`() {
    #expect(entropy(of: [0, 1, 0]) == 0)
  }

  @Test func `equal chances have the log of their number`() {
    expectClose(entropy(of: Array(repeating: 0.125, count: 8)), log(Double(8)), relative: 1e-6)
  }

  @Test func `a worked case`() {
    // ½ ln 2 + ¼ ln 4 + ¼ ln 4 = 1.5 ln 2; a token that cannot come adds nothing.
    expectClose(entropy(of: [0.5, 0, 0.25, 0.25]), 1.5 * log(Double(2)), relative: 1e-6)
  }

  @Test func `every probability counts as Foundation's logarithm has it`() {
    for exponent in stride(from: -36.0, through: 0, by: 0.013) {
      let p = Float(pow(10, exponent))
      let exact = -Double(p) * log(Double(p))
      expectClose(entropy(of: [p]), exact, relative: 3e-7, "p = \(p)")
    }
  }

  @Test func `a long row is summed to its end`() {
    let p = (1...1000).map { Float($0) / 500_500 }
    let exact = -p.reduce(0.0) { $0 + Double($1) * log(Double($1)) }
    expectClose(entropy(of: p), exact, relative: 1e-6)
  }
}
