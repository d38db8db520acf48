import Alignment
import TestSupport
import Testing

@Suite struct GeneralizedAdvantageTests {
  private let rewards: [Float] = [0, 0, 1]
  private let values: [Float] = [0.5, 0.25, 0.75]

  @Test func `a worked episode`() {
    // γ = 1, λ = ½.  δ₂ = 1 + 0 − 0.75 = 0.25, δ₁ = 0 + 0.75 − 0.25 = 0.5,
    // δ₀ = 0 + 0.25 − 0.5 = −0.25.  A₂ = 0.25, A₁ = 0.5 + ½ · 0.25 = 0.625,
    // A₀ = −0.25 + ½ · 0.625 = 0.0625.  Returns A + V: 0.5625, 0.875, 1.
    let result = generalizedAdvantages(rewards: rewards, values: values, discount: 1, lambda: 0.5)
    #expect(result.advantages == [0.0625, 0.625, 0.25])
    #expect(result.returns == [0.5625, 0.875, 1])
  }

  @Test func `lambda 0 looks one token ahead`() {
    let result = generalizedAdvantages(rewards: rewards, values: values, discount: 1, lambda: 0)
    #expect(result.advantages == [-0.25, 0.5, 0.25])
  }

  @Test func `lambda 1 waits for what really came`() {
    let result = generalizedAdvantages(rewards: rewards, values: values, discount: 1, lambda: 1)
    #expect(result.returns == [1, 1, 1])
    #expect(result.advantages == [0.5, 0.75, 0.25])
  }

  @Test func `the discount halves what comes a token later`() {
    let result = generalizedAdvantages(rewards: rewards, values: values, discount: 0.5, lambda: 1)
    #expect(result.returns == [0.25, 0.5, 1])
  }

  @Test func `a value model that is right leaves no advantage`() {
    let result = generalizedAdvantages(
      rewards: [0.25, -0.5, 1], values: [0.75, 0.5, 1], discount: 1, lambda: 0.95)
    #expect(result.advantages == [0, 0, 0])
    #expect(result.returns == [0.75, 0.5, 1])
  }

  @Test func `random episodes give NumPy's advantages`() throws {
    for golden in try Golden.read().episodes {
      let result = generalizedAdvantages(
        rewards: golden.rewards, values: golden.values, discount: golden.discount,
        lambda: golden.lambda)
      expectClose(result.advantages.map(Double.init), golden.advantages, relative: 1e-6)
      expectClose(result.returns.map(Double.init), golden.returns, relative: 1e-6)
    }
  }

  @Test func `no token, no advantage`() {
    #expect(
      generalizedAdvantages(rewards: [], values: [], discount: 1, lambda: 1).advantages.isEmpty)
  }

  @Test func `unequal lengths end the program`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = generalizedAdvantages(rewards: [1, 2], values: [1], discount: 1, lambda: 1) }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("2 rewards, but 1 values"))
  }
}
