import Alignment
import Testing

@Suite struct EpisodeTests {
  // Two responses: 7 8 9 to the prompt 0 1 2, and 6 to the prompt 5.
  private let episodes = [
    makeEpisode(prompt: [0, 1, 2], response: [7, 8, 9]), makeEpisode(prompt: [5], response: [6]),
  ]

  @Test func `a model reads the prompt and all of the response but its last token`() {
    #expect(episodes.map(\.input) == [[0, 1, 2, 7, 8], [5]])
  }

  @Test func `each token of a response is predicted from the one before it`() {
    #expect(episodes.map(\.predictingPositions) == [2..<5, 0..<1])
  }

  @Test func `rows of a batch count from its first episode on`() {
    #expect(episodes.predictingRows == [2, 3, 4, 5])
    #expect(episodes.reversed().predictingRows == [0, 3, 4, 5])
    #expect(episodes.tokens == [7, 8, 9, 6])
  }

  @Test func `the sampled KL is the sum of the log-ratios`() {
    let episode = makeEpisode(
      prompt: [0], response: [1, 2, 3], logProbabilities: [-1, -2, -0.5],
      referenceLogProbabilities: [-1.5, -1, -0.5])
    #expect(episode.kl == 0.5 - 1 + 0)
  }
}
