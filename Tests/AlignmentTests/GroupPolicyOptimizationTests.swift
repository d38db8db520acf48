import Alignment
import Models
import Randomness
import Tensors
import TestSupport
import Testing

/// The trainer without a value model, run for a few small iterations.
@Suite struct GroupPolicyOptimizationTests {
  /// Rewards token 5, and nothing else.
  private let five = RewardSource.rule { $0.map { $0.response.contains(5) ? 1 : 0 } }

  private func makeOptions(
    _ method: GroupMethod, iterations: Int = 1, change: (inout PPOOptions) -> Void = { _ in }
  ) throws -> GroupPolicyOptions {
    var ppo = try committed(PPOOptions.self, "ppo")
    ppo.iterations = iterations
    ppo.batchSize = 8
    ppo.innerEpochs = 1
    ppo.minibatches = 1
    ppo.maximumNewTokens = 6
    ppo.learningRate = 3e-3
    change(&ppo)
    return GroupPolicyOptions(method, groupSize: 4, ppo: ppo)
  }

  private func trained(
    _ options: GroupPolicyOptions, threads: Int = 2, shards: Int = 2, seed: UInt64 = 3,
    reward: RewardSource? = nil
  ) throws -> (policy: LanguageModel, reports: [GroupPolicyReport]) {
    let trainer = GroupPolicyOptimization(
      makeTinyModel(deviation: 0.3), reward: reward ?? .model(makeTinyScalarModel(deviation: 0.3)),
      options: options, endOfText: 0, workers: Workers(threads: threads), shards: shards)
    var random = RandomSource(seed: seed)
    var reports: [GroupPolicyReport] = []
    try trainer.train(prompts: makePrompts(_:using:), using: &random) { reports.append($0) }
    return (trainer.policy, reports)
  }

  @Test(arguments: GroupMethod.allCases)
  func `it starts with ratio 1 and KL 0, and answers each prompt as often`(
    method: GroupMethod
  ) throws {
    let report = try #require(trained(makeOptions(method)).reports.first)
    #expect(report.firstRatioError < 1e-4)
    #expect(abs(report["objective/kl"]) < 1e-4)
    #expect(report["clip_ratio/region_mean"] == 0)
    #expect(report.episodes.map(\.promptIndex) == [0, 0, 0, 0, 1, 1, 1, 1])
    #expect(Set(report.episodes.map(\.prompt)).count <= 2)
    // Advantages are those of each group's scores, as the KL is 0.
    for group in 0..<2 {
      let part = 4 * group..<4 * group + 4
      let expected = method.advantages(of: report.episodes[part].map(\.score))
      for (advantage, wanted) in zip(report.advantages[part], expected) {
        #expect(abs(advantage - wanted) < 1e-3)
      }
    }
  }

  @Test(arguments: GroupMethod.allCases)
  func `what is rewarded becomes likelier`(method: GroupMethod) throws {
    let options = try makeOptions(method, iterations: 30) {
      $0.klCoefficient = 0
      $0.batchSize = 32
      $0.missingEndPenalty = -1
    }
    let (_, reports) = try trained(options, reward: five)
    let scores = reports.map { $0["objective/scores"] }
    let (first, last) = (scores.prefix(5).reduce(0, +) / 5, scores.suffix(5).reduce(0, +) / 5)
    #expect(last > first + 0.2, "\(first) to \(last)")
  }

  @Test(arguments: GroupMethod.allCases)
  func `a large β holds the policy where it was`(method: GroupMethod) throws {
    func kl(_ beta: Double) throws -> Double {
      let options = try makeOptions(method, iterations: 20) {
        $0.klCoefficient = beta
        $0.batchSize = 32
      }
      let reports = try trained(options, reward: five).reports
      return reports.suffix(5).reduce(0) { $0 + $1["objective/kl"] } / 5
    }
    #expect(try kl(5) < 0.5 * kl(0))
  }

  @Test func `a rule reads the answers of an iteration at once, and its scores stand`() throws {
    let options = try makeOptions(.grpo, iterations: 2) { $0.missingEndPenalty = -1 }
    var counts: [Int] = []
    let rule = RewardSource.rule { episodes in
      counts.append(episodes.count)
      return episodes.indices.map { Float($0) }
    }
    let (_, reports) = try trained(options, reward: rule)
    #expect(counts == [8, 8])
    for episodes in reports.map(\.episodes) {
      #expect(episodes.contains { !$0.hasEnded })
      #expect(episodes.map(\.score) == episodes.indices.map { Float($0) })
    }
  }

  @Test func `equal rewards move nothing`() throws {
    let options = try makeOptions(.grpo) { $0.klCoefficient = 0 }
    let before = makeTinyModel(deviation: 0.3).parameters.bits
    let (policy, reports) = try trained(options, reward: .rule { $0.map { _ in -1 } })
    #expect(reports[0]["frac_reward_zero_std"] == 1)
    #expect(policy.parameters.bits == before)
  }

  @Test func `metrics have the names that users of TRL know`() throws {
    let report = try #require(trained(makeOptions(.grpo)).reports.first)
    #expect(
      report.metrics.map(\.name) == [
        "reward", "reward_std", "frac_reward_zero_std", "objective/scores", "objective/kl",
        "entropy", "clip_ratio/region_mean", "completions/mean_length",
        "completions/clipped_ratio", "loss", "learning_rate",
      ])
    #expect(report["no such metric"].isNaN)
  }

  @Test(arguments: GroupMethod.allCases)
  func `one seed gives the same bits, with one thread and with two`(method: GroupMethod) throws {
    let options = try makeOptions(method, iterations: 2)
    let first = try trained(options).policy.parameters.bits
    #expect(try trained(options, threads: 1).policy.parameters.bits == first)
    #expect(try trained(options, seed: 4).policy.parameters.bits != first)
  }

  @Test func `RLOO's reward pays for the distance, GRPO's does not`() throws {
    func difference(_ method: GroupMethod) throws -> Double {
      let options = try makeOptions(method, iterations: 3) {
        $0.klCoefficient = 0.5
        $0.learningRate = 0.02
      }
      let report = try #require(trained(options).reports.last)
      #expect(abs(report["objective/kl"]) > 1e-3)
      return report["objective/scores"] - report["reward"] - 0.5 * report["objective/kl"]
    }
    #expect(abs(try difference(.rloo)) < 1e-4)
    let report = try #require(trained(makeOptions(.grpo, iterations: 3)).reports.last)
    #expect(abs(report["objective/scores"] - report["reward"]) < 1e-6)
  }
}
