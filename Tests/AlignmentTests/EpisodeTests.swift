import Alignment
import Testing

@Suite struct EpisodeTests {
  @Test func `the sampled KL is the sum of the log-ratios`() {
    let episode = makeEpisode(
      prompt: [0], response: [1, 2, 3], logProbabilities: [-1, -2, -0.5],
      referenceLogProbabilities: [-1.5, -1, -0.5])
    #expect(episode.kl == 0.5 - 1 + 0)
  }
}
