import Alignment
import Models
import Randomness
import Tensors
import TestSupport
import Testing

@Suite struct RolloutTests {
  private let workers = Workers(threads: 2)

  private func rollOut(
    _ models: PPOModels, _ prompts: [[Int32]], temperature: Float = 1, shards: Int = 2,
    threads: Int = 2
  ) -> [Episode] {
    var random = RandomSource(seed: 4)
    return models.rollOut(
      prompts,
      sampling: SamplingOptions(
        temperature: temperature, maximumNewTokens: 8, endOfText: 0, batchSize: 16),
      missingEndPenalty: -7, shards: shards, workers: Workers(threads: threads), using: &random)
  }

  @Test(arguments: [Float(1), 0.6]) func `before the first step policy and reference agree`(
    temperature: Float
  ) {
    let episodes = rollOut(makeTinyModels(), makePrompts(40), temperature: temperature)
    for episode in episodes {
      #expect(episode.logProbabilities.count == episode.response.count)
      #expect(episode.referenceLogProbabilities.count == episode.response.count)
      for (policy, reference) in zip(episode.logProbabilities, episode.referenceLogProbabilities) {
        #expect(abs(policy - reference) < 1e-4)
      }
      #expect(abs(episode.kl) < 1e-4)
    }
  }

  @Test func `the reference is frozen while the policy moves`() {
    let models = makeTinyModels()
    let prompts = makePrompts(10)
    let reference = models.reference.parameters.bits
    models.policy.parameters.pointer[70] += 2
    #expect(models.reference.parameters.bits == reference)
    #expect(rollOut(models, prompts).contains { abs($0.kl) > 0.01 })
  }

  @Test func `value and reward models are two networks`() {
    let models = makeTinyModels()
    #expect(models.valueModel.parameters.bits == models.rewardModel.parameters.bits)
    let before = rollOut(models, makePrompts(10))
    models.valueModel.rescale(gain: 2, shift: 1)
    let after = rollOut(models, makePrompts(10))
    #expect(after.map(\.score) == before.map(\.score))
    expectClose(after.flatMap(\.values), before.flatMap { $0.values.map { 2 * $0 + 1 } })
  }

  @Test func `each episode has the prompt's score, and a value before each token`() {
    let models = makeTinyModels()
    let prompts = makePrompts(40)
    let episodes = rollOut(models, prompts)
    #expect(episodes.map(\.prompt) == prompts)
    #expect(episodes.map(\.promptIndex) == Array(prompts.indices))
    #expect(episodes.contains { $0.hasEnded } && episodes.contains { !$0.hasEnded })
    for episode in episodes {
      // Alone, and by whole forward passes.
      let score = models.rewardModel.scores(
        [episode.prompt + episode.response], workers: workers)[0]
      expectClose(episode.score, episode.hasEnded ? score : -7, relative: 1e-4)
      let all = withTape(models.valueModel.parameters) { tape in
        models.valueModel(TokenBatch([episode.prompt + episode.response], on: tape)).value.values
      }
      let before = all[(episode.prompt.count - 1)...].dropLast()
      expectClose(episode.values, Array(before), relative: 1e-4)
      #expect(episode.hasEnded == (episode.response.last == 0))
    }
  }

  @Test func `results are the same bits with any number of threads`() {
    let models = makeTinyModels()
    let prompts = makePrompts(50)
    let alone = rollOut(models, prompts, shards: 4, threads: 1)
    for threads in [2, 4] {
      let several = rollOut(models, prompts, shards: 4, threads: threads)
      #expect(several.map(\.response) == alone.map(\.response))
      #expect(several.map(\.logProbabilities) == alone.map(\.logProbabilities))
      #expect(several.map(\.referenceLogProbabilities) == alone.map(\.referenceLogProbabilities))
      #expect(several.map(\.values) == alone.map(\.values))
      #expect(several.map(\.score) == alone.map(\.score))
    }
  }

  @Test func `fewer prompts than shards are no trouble`() {
    #expect(rollOut(makeTinyModels(), makePrompts(1), shards: 4).count == 1)
    #expect(rollOut(makeTinyModels(), [], shards: 4).isEmpty)
  }
}
