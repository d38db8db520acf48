import Alignment
import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Training
import Words

@Suite struct RewardModelTrainingTests {
  private struct Stop: Error {}

  private let workers = Workers(threads: 2)

  private func trained(
    _ options: RewardModelTrainingOptions, threads: Int = 2, seed: UInt64 = 3
  ) throws -> (model: ScalarModel, reports: [RewardModelReport]) {
    let model = makeTinyScalarModel()
    var reports: [RewardModelReport] = []
    var random = RandomSource(seed: seed)
    try model.train(
      on: makeRankings(20), options: options, workers: Workers(threads: threads), using: &random
    ) { reports.append($0) }
    return (model, reports)
  }

  /// Pinned, so that a change of code that changes results is noticed. If the change is meant,
  /// raise the recipe number of the reward model's stage, then put the new losses here.
  @Test func `the recipe of reward-model training gives these losses`() throws {
    let (_, reports) = try trained(
      RewardModelTrainingOptions(epochs: 4, batchSize: 8, learningRate: 0.01))
    let losses = reports.enumerated().filter { $0.offset % 2 == 0 }.map { $0.element.loss }
    expectClose(losses, [0.67519, 0.37674, 0.20895, 0.14192, 0.10516, 0.086801], relative: 1e-3)
  }

  @Test func `it learns to prefer what was ranked higher, in rankings that it has not seen too`()
    throws
  {
    let model = makeTinyScalarModel()
    var random = RandomSource(seed: 3)
    let unseen = makeRankings(60, seed: 77)
    func accuracy() -> Double {
      let scores = model.scores(unseen.flatMap(\.sequences), workers: workers)
      return pairAccuracy(pairMargins(scores, ranks: unseen.map(\.ranks)).map(Double.init))
    }
    #expect(accuracy() < 0.8)
    try model.train(
      on: makeRankings(120),
      options: RewardModelTrainingOptions(epochs: 4, batchSize: 8, learningRate: 0.01),
      workers: workers, using: &random
    ) { _ in }
    #expect(accuracy() > 0.95)
  }

  @Test func `a report names what is recorded`() throws {
    let options = RewardModelTrainingOptions(epochs: 1, batchSize: 20, learningRate: 0.01)
    let report = try #require(trained(options).1.first)
    #expect(
      report.metrics.map(\.name) == [
        "loss", "accuracy", "min_reward", "mean_reward", "max_reward", "margin", "learning_rate",
      ])
    #expect(
      report.metrics.map(\.value) == [
        report.loss, report.accuracy, report.minimumReward, report.meanReward,
        report.maximumReward, report.margin, report.learningRate,
      ])
  }

  @Test func `a report tells of its batch, before the step`() throws {
    let rankings = makeRankings(6)
    let model = makeTinyScalarModel(deviation: 0.5)
    let sequences = rankings.flatMap(\.sequences)
    let scores = model.scores(sequences, workers: workers).map(Double.init)
    let margins = rankings.indices.flatMap { index in
      orderedPairs(rankings[index].ranks).map {
        scores[4 * index + $0.winner] - scores[4 * index + $0.loser]
      }
    }
    let expectedLoss = withTape(model.parameters) { tape in
      rankingLoss(
        tape.constant(scores.map(Float.init), shape: Shape(24, 1)), ranks: rankings.map(\.ranks),
        // One of the six rankings only ties, and says nothing.
        count: rankings.count { !orderedPairs($0.ranks).isEmpty }
      ).map { Double($0.value.scalar) }
    }
    var reports: [RewardModelReport] = []
    var random = RandomSource(seed: 3)
    try model.train(
      on: rankings, options: RewardModelTrainingOptions(epochs: 1, batchSize: 6, learningRate: 0.1),
      workers: workers, using: &random
    ) { reports.append($0) }

    let report = try #require(reports.first)
    #expect(reports.count == 1)
    expectClose(report.loss, try #require(expectedLoss))
    expectClose(report.minimumReward, try #require(scores.min()))
    expectClose(report.maximumReward, try #require(scores.max()))
    // Each completion is read once, however many pairs it is in. The mean is near 0, with the rounding of
    // rewards that are not.
    expectClose(report.meanReward, scores.reduce(0, +) / 24, relative: 1e-3)
    expectClose(report.margin, margins.reduce(0, +) / Double(margins.count), relative: 1e-4)
    expectClose(report.accuracy, Double(margins.count { $0 > 0 }) / Double(margins.count))
    #expect(report.gradientNorm > 0)
  }

  @Test func `there is one report a step, and it counts right`() throws {
    var options = RewardModelTrainingOptions(epochs: 2, batchSize: 8, learningRate: 0.5)
    options.schedule = .linear(floor: 0)
    let (_, reports) = try trained(options)
    #expect(reports.map(\.step) == [1, 2, 3, 4, 5, 6])
    expectClose(reports.map(\.learningRate), [0.5, 0.4, 0.3, 0.2, 0.1, 0], relative: 1e-12)
  }

  @Test func `one seed gives the same bits twice, another seed others`() throws {
    let options = RewardModelTrainingOptions(epochs: 2, batchSize: 8, learningRate: 0.01)
    let first = try trained(options).model.parameters.bits
    #expect(try trained(options).model.parameters.bits == first)
    #expect(try trained(options, seed: 4).model.parameters.bits != first)
  }

  @Test(arguments: [2, 4]) func `results are the same bits with any number of threads`(
    threads: Int
  ) throws {
    var options = RewardModelTrainingOptions(epochs: 2, batchSize: 8, learningRate: 0.01)
    options.shards = 4
    let alone = try trained(options, threads: 1)
    let several = try trained(options, threads: threads)
    #expect(several.model.parameters.bits == alone.model.parameters.bits)
    #expect(several.reports.map(\.meanReward) == alone.reports.map(\.meanReward))
  }

  @Test(arguments: [1, 3, 5]) func `the number of shards changes only the rounding`(
    shards: Int
  ) throws {
    var options = RewardModelTrainingOptions(epochs: 2, batchSize: 8, learningRate: 0.01)
    let losses = try trained(options).reports.map(\.loss)
    options.shards = shards
    expectClose(try trained(options).reports.map(\.loss), losses, relative: 1e-4)
  }

  @Test func `throwing from the report stops`() {
    var random = RandomSource(seed: 3)
    var steps = 0
    #expect(throws: Stop.self) {
      try makeTinyScalarModel().train(
        on: makeRankings(20),
        options: RewardModelTrainingOptions(epochs: 4, batchSize: 4, learningRate: 0.01),
        workers: workers, using: &random
      ) { _ in
        steps += 1
        if steps == 2 { throw Stop() }
      }
    }
    #expect(steps == 2)
  }

  @Test func `a weight that is no number is noticed, and nothing moves`() {
    let model = makeTinyScalarModel()
    model.parameters.pointer[model.parameters.count / 2] = .nan
    let before = model.parameters.bits
    var random = RandomSource(seed: 3)
    #expect(throws: Failure("diverged.loss", ["step": "1"])) {
      try model.train(
        on: makeRankings(8),
        options: RewardModelTrainingOptions(epochs: 1, batchSize: 8, learningRate: 0.01),
        workers: workers, using: &random
      ) { _ in }
    }
    #expect(model.parameters.bits == before)
  }

  @Test func `rankings that only tie are nothing to train on`() {
    var random = RandomSource(seed: 3)
    let ties = RankedCompletions(sequences: [[0, 1], [0, 2]], ranks: [1, 1])
    for rankings in [[], [ties, ties]] {
      #expect(
        throws: Failure("nothing-to-train-on.ranking")
      ) {
        try makeTinyScalarModel().train(
          on: rankings,
          options: RewardModelTrainingOptions(epochs: 1, batchSize: 8, learningRate: 0.01),
          workers: workers, using: &random
        ) { _ in }
      }
    }
  }

  @Test func `as many ranks as completions are needed`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = RankedCompletions(sequences: [[1], [2]], ranks: [1]) }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("2 completions, but 1 ranks"))
  }
}
