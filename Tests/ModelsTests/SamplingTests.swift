import Foundation
import Models
import Randomness
import Tensors
import Testing

@Suite struct SamplingTests {
  private let workers = Workers(threads: 2)

  private func sample(
    _ model: LanguageModel, _ prompts: [[Int32]], _ options: SamplingOptions, seed: UInt64 = 7,
    workers: Workers? = nil
  ) -> [Completion] {
    var random = RandomSource(seed: seed)
    return model.sample(
      prompts, options: options, workers: workers ?? self.workers, using: &random)
  }

  /// What whole forward passes, without a cache, say of a completion's tokens.
  private func logProbabilitiesInFull(
    _ model: LanguageModel, prompt: [Int32], _ completion: Completion, temperature: Float
  ) -> [Double] {
    let logits = model.logits([prompt + completion.tokens.dropLast()], temperature: temperature)
    return completion.tokens.enumerated().map { index, token in
      logProbabilities(logits[prompt.count - 1 + index])[Int(token)]
    }
  }

  @Test(arguments: [Float(1), 0.7, 1.5])
  func `sampling with the cache tells the log-probabilities of a whole forward pass`(
    temperature: Float
  ) {
    let model = makeTinyModel()
    let prompts = makeSequences(lengths: [1, 7, 3, 12, 3, 20, 5])
    let completions = sample(
      model, prompts,
      SamplingOptions(temperature: temperature, maximumNewTokens: 16, endOfText: 0, batchSize: 4))
    #expect(completions.contains { $0.tokens.count > 8 })
    for (prompt, completion) in zip(prompts, completions) {
      let expected = logProbabilitiesInFull(
        model, prompt: prompt, completion, temperature: temperature)
      #expect(completion.logProbabilities.count == expected.count)
      for (actual, expected) in zip(completion.logProbabilities, expected) {
        #expect(abs(Double(actual) - expected) < 1e-4)
      }
    }
  }

  @Test(arguments: [Float(1), 0.5, 2])
  func `tokens come as often as their probabilities say`(temperature: Float) {
    let model = makeTinyModel()
    let prompt: [Int32] = [3, 1, 4]
    let draws = 4000
    let completions = sample(
      model, Array(repeating: prompt, count: draws),
      SamplingOptions(temperature: temperature, maximumNewTokens: 1, endOfText: 0))
    var counts = [Double](repeating: 0, count: 12)
    for completion in completions { counts[Int(completion.tokens[0])] += 1 }
    let logits = model.logits([prompt], temperature: temperature)[2]
    let expected = logProbabilities(logits).map { Double(draws) * exp($0) }

    // Tokens expected less than five times are counted together.
    let common = expected.indices.filter { expected[$0] >= 5 }
    func pooled(_ numbers: [Double]) -> [Double] {
      let rest = numbers.indices.filter { !common.contains($0) }.reduce(0) { $0 + numbers[$1] }
      return common.map { numbers[$0] } + (rest > 0 ? [rest] : [])
    }
    #expect(common.count >= 4)
    let (seen, due) = (pooled(counts), pooled(expected))
    let chiSquare = zip(seen, due).reduce(0) { sum, pair in
      let difference: Double = pair.0 - pair.1
      return sum + difference * difference / max(pair.1, 1)
    }
    // 1 in 1000 for 12 degrees of freedom; there are 11 at most.
    #expect(seen.count == due.count)
    #expect(chiSquare < 32.9)
  }

  @Test func `at temperature 0 the likeliest token is taken each time`() {
    let model = makeTinyModel()
    let prompts = makeSequences(lengths: [2, 6])
    let options = SamplingOptions(temperature: 0, maximumNewTokens: 8, endOfText: -1)
    let completions = sample(model, prompts, options)
    for (prompt, completion) in zip(prompts, completions) {
      let logits = model.logits([prompt + completion.tokens])
      for (index, token) in completion.tokens.enumerated() {
        let row = logits[prompt.count - 1 + index]
        #expect(row[Int(token)] == row.max())
      }
    }
    // Chance has no part in it.
    #expect(sample(model, prompts, options, seed: 8) == completions)
  }

  @Test func `weights that have changed since the last text count`() {
    let model = makeTinyModel()
    let prompts = makeSequences(lengths: [2, 6])
    let options = SamplingOptions(maximumNewTokens: 8, endOfText: -1)
    let first = sample(model, prompts, options)
    let values = model.parameters.values
    for index in values.indices { model.parameters[index] = -values[index] }
    let changed = sample(model, prompts, options)
    #expect(changed != first)
    #expect(changed == sample(model.copy(), prompts, options))
  }

  @Test func `no completion is longer than asked for`() {
    let model = makeTinyModel()
    let prompts = makeSequences(lengths: [1, 4, 8])
    for limit in 1...5 {
      let completions = sample(
        model, prompts, SamplingOptions(maximumNewTokens: limit, endOfText: -1))
      #expect(completions.map(\.tokens.count) == [limit, limit, limit])
      #expect(completions.allSatisfy { !$0.hasEnded })
    }
  }

  @Test func `prompt and completion fit the context`() {
    let model = makeTinyModel(contextLength: 10)
    let prompts = makeSequences(lengths: [1, 5, 8, 9])
    let completions = sample(
      model, prompts, SamplingOptions(maximumNewTokens: 100, endOfText: -1))
    #expect(completions.map(\.tokens.count) == [9, 5, 2, 1])
  }

  @Test func `a completion stops at the end-of-text token, and keeps it`() {
    let model = makeTinyModel()
    let prompts = Array(repeating: [Int32(2), 7], count: 200)
    let completions = sample(
      model, prompts, SamplingOptions(maximumNewTokens: 12, endOfText: 5))
    #expect(completions.contains { $0.hasEnded } && completions.contains { !$0.hasEnded })
    for completion in completions {
      #expect(completion.hasEnded == (completion.tokens.last == 5))
      #expect(!completion.tokens.dropLast().contains(5))
      #expect(completion.hasEnded || completion.tokens.count == 12)
      #expect(completion.logProbabilities.count == completion.tokens.count)
    }
  }

  @Test func `results are the same bits with any number of threads`() {
    let model = makeTinyModel()
    let prompts = makeSequences(lengths: (0..<75).map { 1 + $0 % 9 })
    let options = SamplingOptions(maximumNewTokens: 10, endOfText: 0, batchSize: 8)
    let alone = sample(model, prompts, options, workers: Workers(threads: 1))
    for threads in [2, 4] {
      #expect(sample(model, prompts, options, workers: Workers(threads: threads)) == alone)
    }
  }

  @Test func `what a sequence writes does not depend on its neighbours`() {
    let model = makeTinyModel()
    let first: [Int32] = [1, 2, 3]
    let options = SamplingOptions(maximumNewTokens: 10, endOfText: 0)
    let tokens = sample(model, [first, [4]], options)[0].tokens
    for neighbour in makeSequences(lengths: [1, 5, 14]) {
      #expect(sample(model, [first, neighbour], options)[0].tokens == tokens)
    }
  }

  @Test func `equal prompts get different completions, and another seed others`() {
    let model = makeTinyModel()
    let prompts = Array(repeating: [Int32(3)], count: 20)
    let options = SamplingOptions(maximumNewTokens: 10, endOfText: -1)
    let completions = sample(model, prompts, options)
    #expect(Set(completions.map(\.tokens)).count > 15)
    #expect(sample(model, prompts, options) == completions)
    #expect(sample(model, prompts, options, seed: 8) != completions)
  }

  @Test func `no prompt, no completion`() {
    let model = makeTinyModel()
    #expect(sample(model, [], SamplingOptions(maximumNewTokens: 3, endOfText: 0)).isEmpty)
  }
}
