import Alignment
import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Words

@Suite struct DirectPreferenceTrainingTests {
  /// Answers that are ranked by how often they say token 5.
  private func makeSets(_ count: Int, seed: UInt64 = 8) -> [RankedAnswers] {
    var random = RandomSource(seed: seed)
    return makePrompts(count, seed: seed).map { prompt in
      let responses = (0..<3).map { _ in
        (0..<5).map { _ in random.chance(0.4) ? 5 : Int32(1 + random.below(11)) } + [0]
      }
      let counts = responses.map { $0.count { $0 == 5 } }
      return RankedAnswers(
        prompt: prompt, responses: responses,
        ranks: counts.map { count in 1 + counts.count { $0 > count } })
    }
  }

  private func makeOptions(
    _ loss: DirectPreferenceLoss = .dpo, epochs: Int = 1
  ) -> DirectPreferenceOptions {
    DirectPreferenceOptions(
      loss: loss, klCoefficient: 0.1, epochs: epochs, batchSize: 4, learningRate: 3e-3)
  }

  private func trained(
    _ options: DirectPreferenceOptions, on sets: [RankedAnswers], threads: Int = 2,
    shards: Int = 2, seed: UInt64 = 3
  ) throws -> (policy: LanguageModel, reports: [DirectPreferenceReport]) {
    let policy = makeTinyModel(deviation: 0.3)
    let reference = policy.copy()
    var reports: [DirectPreferenceReport] = []
    var random = RandomSource(seed: seed)
    try policy.train(
      on: sets, reference: reference, options: options, workers: Workers(threads: threads),
      shards: shards, using: &random
    ) { reports.append($0) }
    return (policy, reports)
  }

  @Test func `the first loss is ln 2, and the first step moves the policy`() throws {
    let (policy, reports) = try trained(makeOptions(), on: makeSets(4))
    #expect(reports.count == 1)
    expectClose(reports[0]["loss"], 0.6931472, relative: 1e-5)
    // Rounding differs with the batch.
    #expect(abs(reports[0]["rewards/margins"]) < 1e-5)
    #expect(reports[0]["grad_norm"] > 1e-3)
    #expect(policy.parameters.bits != makeTinyModel(deviation: 0.3).parameters.bits)
  }

  @Test(arguments: DirectPreferenceLoss.allCases)
  func `it learns to prefer what was ranked higher, in sets that it has not seen, too`(
    loss: DirectPreferenceLoss
  ) throws {
    let (policy, reports) = try trained(makeOptions(loss, epochs: 8), on: makeSets(60))
    #expect(try #require(reports.last)["rewards/accuracies"] > 0.8)
    let heldOut = makeSets(40, seed: 9)
    let workers = Workers(threads: 2)
    let logs = policy.logProbabilities(of: heldOut, workers: workers)
    let before = makeTinyModel(deviation: 0.3).logProbabilities(of: heldOut, workers: workers)
    let margins = pairMargins(
      zip(logs, before).flatMap { zip($0, $1).map { $0 - $1 } }, ranks: heldOut.map(\.ranks))
    #expect(pairAccuracy(margins.map(Double.init)) > 0.75)
  }

  @Test func `metrics are those of the pairs, under TRL's names`() throws {
    let sets = makeSets(4)
    let report = try #require(trained(makeOptions(), on: sets).reports.first)
    #expect(
      report.metrics.map(\.name) == [
        "loss", "rewards/chosen", "rewards/rejected", "rewards/accuracies", "rewards/margins",
        "logps/chosen", "logps/rejected", "grad_norm", "learning_rate",
      ])
    let logs = makeTinyModel(deviation: 0.3)
      .logProbabilities(of: sets, workers: Workers(threads: 1))
    let pairs = zip(sets, logs).flatMap { set, logs in
      orderedPairs(set.ranks).map { (logs[$0.winner], logs[$0.loser]) }
    }
    expectClose(
      report["logps/chosen"], pairs.reduce(0) { $0 + Double($1.0) } / Double(pairs.count),
      relative: 1e-5)
    expectClose(
      report["logps/rejected"], pairs.reduce(0) { $0 + Double($1.1) } / Double(pairs.count),
      relative: 1e-5)
  }

  @Test func `one seed gives the same bits, with one thread and with two`() throws {
    let sets = makeSets(10)
    let first = try trained(makeOptions(), on: sets).policy.parameters.bits
    #expect(try trained(makeOptions(), on: sets, threads: 1).policy.parameters.bits == first)
    #expect(try trained(makeOptions(), on: sets, seed: 4).policy.parameters.bits != first)
  }

  @Test func `rankings that only tie are nothing to train on`() {
    let set = RankedAnswers(prompt: [0], responses: [[1], [2]], ranks: [1, 1])
    #expect(throws: Failure("nothing-to-train-on.ranking")) {
      _ = try trained(makeOptions(), on: [set])
    }
  }
}
