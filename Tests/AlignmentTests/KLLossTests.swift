import Alignment
import Glibc
import Randomness
import Tensors
import TestSupport
import Testing

@Suite struct KLLossTests {
  private struct Case {
    let logits: [Float]
    let p, q: [Double]

    init(seed: UInt64, tokens: Int = 30) {
      var random = RandomSource(seed: seed)
      logits = (0..<tokens).map { _ in Float(random.normal()) }
      func softmax(_ x: [Double]) -> [Double] {
        let powers = x.map { exp($0) }
        return powers.map { $0 / powers.reduce(0, +) }
      }
      p = softmax(logits.map(Double.init))
      q = softmax(logits.map { _ in random.normal() })
    }
  }

  /// The mean gradient by the logits, each token weighted by how often the policy draws it.
  private func meanGradient(of loss: KLLoss, _ given: Case) -> [Float] {
    let tokens = given.p.count
    return differentiate(at: given.logits, columns: tokens) { logits in
      let rows = logits.rows(at: [Int32](repeating: 0, count: tokens))
      let logs = rows.consumeForLogProbabilities(of: (0..<tokens).map(Int32.init)).tokens
      return loss(
        logs, drawn: given.p.map { Float(log($0)) }, reference: given.q.map { Float(log($0)) },
        weights: given.p.map(Float.init))
    }.gradient
  }

  private func expect(_ gradient: [Float], _ expected: [Double]) {
    let scale = expected.map(abs).max() ?? 1
    for (slope, wanted) in zip(gradient, expected) {
      #expect(abs(Double(slope) - wanted) < 2e-5 * scale)
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `k2, and k3 that is weighted, pull towards the reference as the KL does`(seed: UInt64) {
    let given = Case(seed: seed)
    let expected = klGradient(given.p, from: given.q)
    for loss in [KLLoss.k2, .weightedK3] { expect(meanGradient(of: loss, given), expected) }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `k3 alone pulls as the KL the other way round does`(seed: UInt64) {
    let given = Case(seed: seed)
    expect(meanGradient(of: .k3, given), reverseKLGradient(given.p, from: given.q))
  }

  @Test func `k1 pulls nowhere`() {
    #expect(meanGradient(of: .k1, Case(seed: 1)).allSatisfy { abs($0) < 1e-6 })
  }

  @Test func `the exact gradients are difference quotients of the divergences`() {
    let given = Case(seed: 4, tokens: 6)
    func divergence(_ logits: [Double], _ isReverse: Bool) -> Double {
      let powers = logits.map { exp($0) }
      let p = powers.map { $0 / powers.reduce(0, +) }
      let (first, second) = isReverse ? (given.q, p) : (p, given.q)
      return zip(first, second).reduce(0) { $0 + $1.0 * log($1.0 / $1.1) }
    }
    let logits = given.logits.map(Double.init)
    for isReverse in [false, true] {
      let exact =
        isReverse
        ? reverseKLGradient(given.p, from: given.q) : klGradient(given.p, from: given.q)
      for index in logits.indices {
        var (ahead, back) = (logits, logits)
        ahead[index] += 1e-5
        back[index] -= 1e-5
        let quotient = (divergence(ahead, isReverse) - divergence(back, isReverse)) / 2e-5
        #expect(abs(quotient - exact[index]) < 1e-7)
      }
    }
  }
}
