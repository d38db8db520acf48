import Alignment
import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Training

/// The blocks that a step takes from the heap are few, and hardly more where the batch is large.
@Suite struct AllocationTests {
  private let workers = Workers(threads: 2)

  /// Blocks that a reward model's step takes, by prompts a step.
  private func allocations(prompts: Int) throws -> Double {
    let steps = 6
    let count = AllocationCount()
    var counted: Int?
    var random = RandomSource(seed: 3)
    try makeTinyScalarModel().train(
      on: makeRankings(prompts * steps),
      options: RewardModelTrainingOptions(epochs: 1, batchSize: prompts, learningRate: 0.01),
      workers: workers, using: &random
    ) { report in
      counted = count.between(2, steps, at: report.step, of: workers) ?? counted
    }
    return Double(try #require(counted)) / Double(steps - 2)
  }

  @Test func `a reward model's step`() throws {
    let (small, large) = (try allocations(prompts: 4), try allocations(prompts: 32))
    // One for each of the other 28 prompts would be more than that.
    #expect(small > 0 && small < 60 && large < small + 40)
  }

  /// Blocks that the fourth iteration of PPO takes.
  private func allocations(episodes: Int, innerEpochs: Int) throws -> Int {
    var options = try committed(PPOOptions.self, "ppo")
    (options.iterations, options.batchSize) = (4, episodes)
    (options.innerEpochs, options.minibatches) = (innerEpochs, 1)
    options.maximumNewTokens = 6
    // The policy hardly moves: so it writes the same whatever the number of epochs.
    (options.learningRate, options.valueLearningRate) = (1e-9, 1e-9)
    let count = AllocationCount()
    var counted: Int?
    var random = RandomSource(seed: 3)
    try PPO(makeTinyModels(), options: options, endOfText: 0, workers: workers).train(
      prompts: makePrompts(_:using:), pretraining: [], using: &random
    ) { report in
      counted = count.between(3, 4, at: report.iteration, of: workers) ?? counted
    }
    return try #require(counted)
  }

  @Test func `a step of policy and value model`() throws {
    func perEpoch(_ episodes: Int) throws -> Double {
      let (few, many) = (
        try allocations(episodes: episodes, innerEpochs: 2),
        try allocations(episodes: episodes, innerEpochs: 6)
      )
      return Double(many - few) / 4
    }
    let (small, large) = (try perEpoch(8), try perEpoch(64))
    // One for each of the other 56 episodes would be more than that.
    #expect(small > 0 && small < 100 && large < small + 40)
  }
}
