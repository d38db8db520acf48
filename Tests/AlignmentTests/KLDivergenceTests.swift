import Alignment
import Glibc
import Randomness
import TestSupport
import Testing

@Suite struct KLDivergenceTests {
  private let p: [Float] = [0.5, 0.25, 0.25]
  private let q: [Float] = [0.125, 0.125, 0.75]

  @Test func `a worked case over three words, in both directions`() {
    // KL(p ‖ q) = ½ ln 4 + ¼ ln 2 + ¼ ln ⅓ = 0.693147 + 0.173287 − 0.274653 = 0.591781.
    expectClose(klDivergence(p, q), 0.591781, relative: 2e-6)
    // KL(q ‖ p) = ⅛ ln ¼ + ⅛ ln ½ + ¾ ln 3 = −0.173287 − 0.086643 + 0.823959 = 0.564029.
    expectClose(klDivergence(q, p), 0.564029, relative: 2e-6)
  }

  @Test func `a distribution does not diverge from itself`() throws {
    #expect(klDivergence(p, p) == 0)
    for golden in try Golden.read().divergences { #expect(klDivergence(golden.p, golden.p) == 0) }
  }

  @Test func `random distributions diverge as NumPy says`() throws {
    for golden in try Golden.read().divergences {
      expectClose(klDivergence(golden.p, golden.q), golden.kl, relative: 1e-7)
    }
  }

  @Test func `it is never negative`() {
    var random = RandomSource(seed: 3)
    func makeDistribution() -> [Float] {
      let weights = (0..<8).map { _ in exp(random.normal()) }
      return weights.map { Float($0 / weights.reduce(0, +)) }
    }
    #expect((0..<200).allSatisfy { _ in klDivergence(makeDistribution(), makeDistribution()) > 0 })
  }

  @Test func `what cannot be drawn adds nothing`() {
    // ½ ln (½ / ¼) + ½ ln (½ / ¼) = ln 2; the third word has p = 0.
    expectClose(klDivergence([0.5, 0.5, 0], [0.25, 0.25, 0.5]), 0.693147, relative: 1e-6)
    #expect(klDivergence([1, 0], [1, 0]) == 0)
  }

  @Test func `what the reference thinks impossible costs much, but not infinity`() {
    let kl = klDivergence([1, 0], [0, 1])
    #expect(kl > 80 && kl.isFinite)
  }

  @Test func `distributions over different vocabularies end the program`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = klDivergence([1], [0.5, 0.5]) }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("over 1 and 2 outcomes"))
  }
}
