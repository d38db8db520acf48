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
    let episodes = policy.episodes(
      answering: prompts, sampling: sampling, workers: workers, using: &random)
    let parts = workers.map(shards) { shard in
      var part = Array(episodes[episodes.shard(shard, of: shards)])
      part.read(by: reference, temperature: sampling.temperature)
      part.foresee(by: valueModel)
      part.score(by: rewardModel, missingEndPenalty: missingEndPenalty)
      return part
    }
    return parts.flatMap { $0 }
  }
}

extension LanguageModel {
  /// An episode for each prompt, as the policy plays it; nobody has read it yet.
  func episodes(
    answering prompts: [[Int32]], sampling: SamplingOptions, workers: Workers,
    using random: inout RandomSource
  ) -> [Episode] {
    let completions = sample(prompts, options: sampling, workers: workers, using: &random)
    return zip(prompts, completions).enumerated().map { index, answered in
      let (prompt, completion) = answered
      return Episode(
        promptIndex: index, prompt: prompt, response: completion.tokens,
        hasEnded: completion.hasEnded, logProbabilities: completion.logProbabilities)
    }
  }
}

extension [Episode] {
  private var prompts: [[Int32]] { map(\.prompt) }
  private var responses: [[Int32]] { map(\.response) }

  /// Fills in log π_ref of each token.
  mutating func read(by reference: LanguageModel, temperature: Float) {
    guard !isEmpty else { return }
    fill(
      \.referenceLogProbabilities,
      withTape(reference.parameters) { tape in
        reference.logProbabilities(
          of: responses, after: prompts, temperature: temperature, on: tape
        ).tokens.value.values
      })
  }

  /// Fills in V before each token.
  mutating func foresee(by valueModel: ScalarModel) {
    guard !isEmpty else { return }
    fill(
      \.values,
      withTape(valueModel.parameters) { tape in
        let (batch, rows) = TokenBatch.predicting(responses, after: prompts, on: tape)
        return valueModel(batch, rows: rows).value.values
      })
  }

  /// Fills in what a reward model gives the answers.
  mutating func score(by rewardModel: ScalarModel, missingEndPenalty: Float) {
    guard !isEmpty else { return }
    let scores = withTape(rewardModel.parameters) { tape in
      let whole = TokenBatch(zip(prompts, responses).map(+), on: tape)
      return rewardModel(whole, rows: whole.lastRows).value.values
    }
    for index in indices {
      self[index].score = scoreOrPenalty(
        scores[index], hasEnded: self[index].hasEnded, penalty: missingEndPenalty)
    }
  }

  private mutating func fill(_ place: WritableKeyPath<Episode, [Float]>, _ values: [Float]) {
    var start = 0
    for index in indices {
      let count = self[index].response.count
      self[index][keyPath: place] = [Float](values[start..<start + count])
      start += count
    }
  }
}
