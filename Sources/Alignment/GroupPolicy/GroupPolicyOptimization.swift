import Metrics
import Models
import Randomness
import Tensors
import Training

/// PPO's iteration without a value model (RLOO, GRPO, and GRPO without its divisions; see `GroupMethod`):
///
///     maximize  E[ r(x, y) ] − β KL(π ‖ π_ref)
///
/// One iteration: the policy answers each prompt several times, the answers are scored, and each is held against the
/// others to its prompt; the policy takes a few clipped steps, and the samples are thrown away. Next to `PPO` the value
/// model is missing, with its optimizer, and the answers of a group are to one prompt instead of many.
///
/// With the divisions of GRPO the objective is another one: a group's rewards are divided by their deviation, and the KL
/// is not.
package final class GroupPolicyOptimization {
  package let policy: LanguageModel
  private let reference: LanguageModel
  private let reward: RewardSource
  private let options: GroupPolicyOptions
  private let workers: Workers
  private let shards: Int
  private let endOfText: Int32
  private let optimizer: Optimizer

  /// - Parameters:
  ///   - reference: nil for the policy as it is now.
  ///   - shards: into how many parts each minibatch is divided; see `Optimizer`.
  package init(
    _ policy: LanguageModel, reference: LanguageModel? = nil, reward: RewardSource,
    options: GroupPolicyOptions, endOfText: Int32, workers: Workers, shards: Int = 2
  ) {
    guard options.groupSize > 1, options.batchSize >= options.groupSize,
      options.minibatches <= options.answers
    else {
      fatalError(
        "\(options.batchSize) answers in groups of \(options.groupSize), and"
          + " \(options.minibatches) minibatches")
    }
    (self.policy, self.reference) = (policy, reference ?? policy.copy())
    (self.reward, self.options, self.endOfText) = (reward, options, endOfText)
    (self.workers, self.shards) = (workers, shards)
    optimizer = Optimizer(
      policy.parameters, options: options.optimizer, workers: workers, shards: shards)
  }

  /// Trains for all iterations.
  ///
  /// - Parameters:
  ///   - prompts: draws the prompts of an iteration, in tokens. An episode tells by its `promptIndex` which of those
  ///     that were drawn last it answers.
  ///   - keeper: keeps where the training stands, and says where it goes on.
  ///   - report: called after each iteration; it may throw to stop.
  package func train(
    prompts: (_ count: Int, inout RandomSource) -> [[Int32]], using random: inout RandomSource,
    keeper: (any CheckpointKeeper)? = nil, report: (GroupPolicyReport) throws -> Void
  ) throws {
    let tensors = [NamedParameters(policy.parameters)] + optimizer.tensors
    let position = keeper?.restore(Position.self, into: tensors)
    if let position { (optimizer.steps, random) = (position.steps, position.random) }
    for iteration in (position?.iteration ?? 0)..<options.iterations {
      let rate = options.schedule.factor(step: iteration, of: options.iterations)
      let episodes = rollOut(prompts(options.groups, &random), using: &random)
      let rewards = episodes.map(reward(of:))
      let advantages = rewards.groups(of: options.groupSize).flatMap(options.method.advantages)
      var minibatches: [PolicySums] = []
      for _ in 0..<options.innerEpochs {
        let order = random.shuffled(Array(episodes.indices))
        for part in 0..<options.minibatches {
          let chosen = order[order.shard(part, of: options.minibatches)]
          minibatches.append(
            try step(chosen.map { episodes[$0] }, chosen.map { advantages[$0] }, rate: rate))
        }
      }
      try report(
        GroupPolicyReport(
          iteration: iteration + 1, totalIterations: options.iterations, episodes: episodes,
          advantages: advantages, firstRatioError: minibatches.first?.ratioError ?? 0,
          metrics: metrics(episodes, rewards, minibatches, rate: rate)))
      // Episodes are not kept, so it is done where new ones are drawn next.
      if let keeper, keeper.isDue, iteration + 1 < options.iterations {
        keeper.keep(
          Position(iteration: iteration + 1, steps: optimizer.steps, random: random), tensors)
      }
    }
  }

  /// Where the training stands before an iteration.
  private struct Position: Codable {
    var iteration: Int
    var steps: Int
    var random: RandomSource
  }

  /// A group of answers to each prompt, one group after another.
  private func rollOut(_ prompts: [[Int32]], using random: inout RandomSource) -> [Episode] {
    var episodes = policy.episodes(
      answering: prompts.flatMap { Array(repeating: $0, count: options.groupSize) },
      sampling: SamplingOptions(
        temperature: options.temperature, maximumNewTokens: options.maximumNewTokens,
        endOfText: endOfText),
      workers: workers, using: &random)
    for index in episodes.indices { episodes[index].promptIndex = index / options.groupSize }
    let (drawn, judge) = (episodes, reward.model)
    let parts = workers.map(shards) { [reference, options, shards] shard in
      var part = Array(drawn[drawn.shard(shard, of: shards)])
      part.read(by: reference, temperature: options.temperature)
      if let judge { part.score(by: judge, missingEndPenalty: options.missingEndPenalty) }
      return part
    }
    episodes = parts.flatMap { $0 }
    if case .rule(let rule) = reward {
      let scores = rule(episodes)
      guard scores.count == episodes.count else {
        fatalError("\(scores.count) scores of \(episodes.count) answers")
      }
      for index in episodes.indices { episodes[index].score = scores[index] }
    }
    return episodes
  }

  /// What a group method compares: the score, and where the leash is a part of it, what the distance costs.
  private func reward(of episode: Episode) -> Float {
    guard options.method.hasKLInReward else { return episode.score }
    return episode.score - Float(options.klCoefficient * episode.kl)
  }

  /// One step on a minibatch of episodes.
  private func step(
    _ episodes: [Episode], _ advantages: [Float], rate: Double
  ) throws -> PolicySums {
    let (_, sums) = try optimizer.step(
      learningRate: options.learningRate * rate
    ) { [policy, options, shards] tape, shard -> (Variable?, PolicySums) in
      let range = episodes.shard(shard, of: shards)
      guard !range.isEmpty else { return (nil, PolicySums()) }
      return GroupPolicyOptimization.loss(
        policy, episodes[range], advantages[range], count: episodes.count, options: options,
        tape: tape)
    }
    return sums.reduce(PolicySums(), +)
  }

  private static func loss(
    _ policy: LanguageModel, _ episodes: ArraySlice<Episode>, _ advantages: ArraySlice<Float>,
    count: Int, options: GroupPolicyOptions, tape: Tape
  ) -> (Variable, PolicySums) {
    let (logProbabilities, distributions) = policy.logProbabilities(
      of: episodes.map(\.response), after: episodes.map(\.prompt),
      temperature: options.temperature, on: tape)
    let result = groupPolicyLoss(
      options.method, logProbabilities: logProbabilities, answers: episodes,
      advantages: advantages, clipRange: options.clipRange,
      klCoefficient: options.method.hasKLInReward ? 0 : Float(options.klCoefficient),
      maximumLength: options.maximumNewTokens, count: count)
    return (
      result.loss, PolicySums(of: result, tokens: logProbabilities.value.count, distributions)
    )
  }

  private func metrics(
    _ episodes: [Episode], _ rewards: [Float], _ minibatches: [PolicySums], rate: Double
  ) -> [(name: String, value: Double)] {
    let n = Double(episodes.count)
    let all = minibatches.reduce(PolicySums(), +)
    let deviations = rewards.groups(of: options.groupSize).map {
      Spread(of: $0.map(Double.init)).sampleVariance.squareRoot()
    }
    return [
      ("reward", rewards.reduce(0) { $0 + Double($1) } / n),
      ("reward_std", deviations.reduce(0, +) / Double(deviations.count)),
      (
        "frac_reward_zero_std",
        Double(deviations.count { $0 < 1e-6 }) / Double(deviations.count)
      ),
      ("objective/scores", episodes.reduce(0) { $0 + Double($1.score) } / n),
      ("objective/kl", episodes.reduce(0) { $0 + $1.kl } / n),
      ("entropy", all.entropy / max(1, all.tokens)),
      ("clip_ratio/region_mean", all.clipped / max(1, all.actions)),
      ("completions/mean_length", episodes.reduce(0) { $0 + Double($1.response.count) } / n),
      (
        "completions/clipped_ratio",
        Double(episodes.count { !$0.hasEnded }) / n
      ),
      ("loss", all.loss / Double(max(1, minibatches.count))),
      ("learning_rate", options.learningRate * rate),
    ]
  }
}

extension Array {
  /// Consecutive parts of as many elements.
  func groups(of count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map {
      Array(self[$0..<Swift.min($0 + count, self.count)])
    }
  }
}
