import Alignment
import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Training

/// The whole of alignment, tiny: labelers like token 5, a reward model learns it from rankings, and
/// PPO makes the policy say it.
@Suite struct EndToEndTests {
  private let workers = Workers(threads: 2)

  /// Web text in which token 5 never occurs: PPO forgets it, PPO-ptx does not.
  private let pages = (0..<24).map { index in
    LabeledSequence.nextToken(
      [0] + (0..<7).map { [1, 2, 3, 4, 6, 7, 8, 9][(index + $0) % 8] } + [0])
  }

  private func makeRewardModel() throws -> ScalarModel {
    let model = makeTinyScalarModel()
    var random = RandomSource(seed: 3)
    try model.train(
      on: makeRankings(100),
      options: RewardModelTrainingOptions(epochs: 4, batchSize: 8, learningRate: 0.01),
      workers: workers, using: &random
    ) { _ in }
    let sequences = makeRankings(30, seed: 9).flatMap(\.sequences)
    model.normalize(by: model.scores(sequences, workers: workers))
    return model
  }

  private func makePolicy() throws -> LanguageModel {
    let policy = makeTinyModel()
    var random = RandomSource(seed: 3)
    try policy.train(
      on: pages, options: LanguageModelTrainingOptions(epochs: 6, batchSize: 8, learningRate: 0.01),
      workers: workers, using: &random
    ) { _ in }
    return policy
  }

  private func makeOptions(klCoefficient: Double) throws -> PPOOptions {
    var options = try committed(PPOOptions.self, "ppo")
    options.iterations = 40
    options.batchSize = 32
    options.learningRate = 5e-3
    options.valueLearningRate = 5e-3
    options.klCoefficient = klCoefficient
    options.maximumNewTokens = 8
    options.missingEndPenalty = -3
    return options
  }

  /// The share of token 5 among what the model writes.
  private func share(of model: LanguageModel) -> Double {
    var random = RandomSource(seed: 6)
    let tokens = model.sample(
      makePrompts(100), options: SamplingOptions(maximumNewTokens: 8, endOfText: 0),
      workers: workers, using: &random
    ).flatMap(\.tokens)
    return Double(tokens.count { $0 == 5 }) / Double(tokens.count)
  }

  private func runPPO(
    _ options: PPOOptions
  ) throws -> (before: Double, after: Double, reports: [PPOReport], policy: LanguageModel) {
    let policy = try makePolicy()
    let before = share(of: policy)
    let models = PPOModels(policy: policy, rewardModel: try makeRewardModel())
    let ppo = PPO(models, options: options, endOfText: 0, workers: workers)
    var reports: [PPOReport] = []
    var random = RandomSource(seed: 7)
    try ppo.train(
      prompts: makePrompts(_:using:), pretraining: pages, using: &random
    ) { reports.append($0) }
    return (before, share(of: policy), reports, policy)
  }

  @Test func `PPO raises the reward, and says what the labelers like`() throws {
    let run = try runPPO(try makeOptions(klCoefficient: 0.05))
    #expect(run.before < 0.1)
    #expect(run.after > 0.5)
    let first = try #require(run.reports.first)
    let last = try #require(run.reports.last)
    #expect(last["objective/scores"] > first["objective/scores"] + 2)
    #expect(last["objective/kl"] > 3)
  }

  @Test func `a very large KL coefficient holds the policy at the reference`() throws {
    let run = try runPPO(try makeOptions(klCoefficient: 50))
    #expect(run.reports.suffix(10).allSatisfy { abs($0["objective/kl"]) < 0.2 })
    #expect(abs(run.after - run.before) < 0.05)
  }

  @Test func `PPO-ptx forgets less of the web text`() throws {
    let base = try makePolicy().evaluate(on: pages, workers: workers).loss
    var options = try makeOptions(klCoefficient: 0.05)
    let without = try runPPO(options).policy.evaluate(on: pages, workers: workers).loss
    options.pretrainingCoefficient = 0.5
    let with = try runPPO(options).policy.evaluate(on: pages, workers: workers).loss
    #expect(without > base + 1)
    #expect(with < without - 1)
  }
}
