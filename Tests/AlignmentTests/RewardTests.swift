import Alignment
import TestSupport
import Testing

@Suite struct KLPenaltyTests {
  @Test func `each token pays for its log-ratio, and the score comes at the last`() {
    // Log-ratios 0.5, −1 and 0, times −0.1; the score 2 is added at the end.
    let rewards = klPenalizedRewards(
      score: 2, logProbabilities: [-1, -2, -3], referenceLogProbabilities: [-1.5, -1, -3],
      klCoefficient: 0.1)
    expectClose(rewards, [-0.05, 0.1, 2] as [Float])
  }

  @Test func `they sum to the score less beta times the sampled KL`() {
    let episode = makeEpisode(
      prompt: [1], response: [2, 3], logProbabilities: [-0.25, -1.5],
      referenceLogProbabilities: [-1, -2.5])
    #expect(episode.kl == 1.75)
    let rewards = klPenalizedRewards(
      score: 0.5, logProbabilities: episode.logProbabilities,
      referenceLogProbabilities: episode.referenceLogProbabilities, klCoefficient: 2)
    #expect(rewards.reduce(0, +) == 0.5 - 2 * 1.75)
  }

  @Test func `without a KL coefficient only the score is left`() {
    let rewards = klPenalizedRewards(
      score: -1, logProbabilities: [-1, -2], referenceLogProbabilities: [-3, -1], klCoefficient: 0)
    #expect(rewards == [0, -1])
  }

  @Test func `unequal lengths end the program`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = klPenalizedRewards(
        score: 0, logProbabilities: [1, 2], referenceLogProbabilities: [1], klCoefficient: 1)
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("2 log-probabilities of the policy, but 1 of the reference"))
  }
}

@Suite struct MissingEndPenaltyTests {
  @Test func `a response that ends keeps its score, another gets the penalty`() {
    #expect(scoreOrPenalty(-3, hasEnded: true, penalty: -1) == -3)
    #expect(scoreOrPenalty(2, hasEnded: false, penalty: -1) == -1)
    #expect(scoreOrPenalty(2, hasEnded: false, penalty: -4) == -4)
  }
}

@Suite struct KLControllerTests {
  @Test func `fixed stays as it is`() {
    #expect(KLController.fixed.next(0.1, kl: 50, episodes: 1000) == 0.1)
  }

  /// Target 6 nats, 128 episodes of a horizon of 10,000: 1 + error · 0.0128.
  @Test(
    arguments: [
      (6, 1),  // on target
      (6.6, 1.00128),  // 10 % above
      (9, 1.00256),  // 50 % above, but 20 % at most
      (5.4, 0.99872),  // 10 % below
      (0, 0.99744),  // no KL at all: 20 % at most
      (-3, 0.99744),  // a sampled KL can be negative
    ] as [(Double, Double)]) func `adaptive follows the measured KL`(kl: Double, factor: Double)
  {
    let controller = KLController.adaptive(target: 6, horizon: 10_000)
    expectClose(controller.next(0.2, kl: kl, episodes: 128), 0.2 * factor, relative: 1e-12)
  }
}
