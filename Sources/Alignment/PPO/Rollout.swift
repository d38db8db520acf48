import Models
import Randomness
import Tensors

/// The models of PPO: four networks, of which two learn.
package struct PPOModels: Sendable {
  /// π, which learns.
  package let policy: LanguageModel
  /// π_ref, frozen: the supervised model that the policy started from.
  package let reference: LanguageModel
  /// Frozen: gives each response a score.
  package let rewardModel: ScalarModel
  /// V, which learns: a separate network that starts as the reward model (InstructGPT, C.4).
  package let valueModel: ScalarModel

  /// - Parameter reference: nil for the policy as it is now.
  package init(
    policy: LanguageModel, reference: LanguageModel? = nil, rewardModel: ScalarModel
  ) {
    self.policy = policy
    self.reference = reference ?? policy.copy()
    self.rewardModel = rewardModel
    valueModel = rewardModel.copy()
  }
}

extension PPOModels {
  /// Lets the policy answer the prompts, and has the three other models read the answers.
  package func rollOut(
    _ prompts: [[Int32]], sampling: SamplingOptions, missingEndPenalty: Float, shards: Int = 2,
    workers: Workers, using random: inout RandomSource
  ) -> [Episode] {
    let completions = policy.sample(prompts, options: sampling, workers: workers, using: &random)
    let episodes = zip(prompts, completions).enumerated().map { index, answered in
      let (prompt, completion) = answered
      return Episode(
        promptIndex: index, prompt: prompt, response: completion.tokens,
        hasEnded: completion.hasEnded, logProbabilities: completion.logProbabilities)
    }
    let parts = workers.map(shards) { shard in
      read(Array(episodes[episodes.shard(shard, of: shards)]), sampling, missingEndPenalty)
    }
    return parts.flatMap { $0 }
  }

  /// Fills in reference log-probabilities, values and scores.
  private func read(
    _ episodes: [Episode], _ sampling: SamplingOptions, _ missingEndPenalty: Float
  ) -> [Episode] {
    guard !episodes.isEmpty else { return [] }
    var episodes = episodes
    let (prompts, responses) = (episodes.map(\.prompt), episodes.map(\.response))
    let referenceLogs = withTape(reference.parameters) { tape in
      reference.logProbabilities(
        of: responses, after: prompts, temperature: sampling.temperature, on: tape
      ).tokens.value.values
    }
    let values = withTape(valueModel.parameters) { tape in
      let (batch, rows) = TokenBatch.predicting(responses, after: prompts, on: tape)
      return valueModel(batch, rows: rows).value.values
    }
    let scores = withTape(rewardModel.parameters) { tape in
      let whole = TokenBatch(zip(prompts, responses).map(+), on: tape)
      return rewardModel(whole, rows: whole.lastRows).value.values
    }

    var start = 0
    for index in episodes.indices {
      let count = episodes[index].response.count
      episodes[index].referenceLogProbabilities = Array(referenceLogs[start..<start + count])
      episodes[index].values = Array(values[start..<start + count])
      episodes[index].score = scoreOrPenalty(
        scores[index], hasEnded: episodes[index].hasEnded, penalty: missingEndPenalty)
      start += count
    }
    return episodes
  }
}
