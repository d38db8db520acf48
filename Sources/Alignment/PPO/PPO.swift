import Metrics
import Models
import Randomness
import Tensors
import Training

/// Proximal policy optimization with a KL penalty (Ouyang et al. 2022, equation 2):
///
///     maximize  E[ r(x, y) − β log(π(y|x) / π_SFT(y|x)) ] + γ E_pretraining[ log π(x) ]
///
/// One iteration: the policy answers prompts, the reward model scores the answers, each token pays for
/// straying from the reference, and policy and value model take a few clipped steps. Then the samples
/// are thrown away, as they were written by a policy that is no more: PPO is on-policy. No human is
/// needed; it could go on for ever.
package final class PPO {
  package let models: PPOModels
  private let options: PPOOptions
  private let workers: Workers
  private let shards: Int
  private let endOfText: Int32
  private let policyOptimizer: Optimizer
  private let valueOptimizer: Optimizer
  private var klCoefficient: Double
  private var episodesSoFar = 0

  /// - Parameter shards: into how many parts each minibatch is divided; see `Optimizer`.
  package init(
    _ models: PPOModels, options: PPOOptions, endOfText: Int32, workers: Workers, shards: Int = 2
  ) {
    guard options.minibatches <= options.batchSize else {
      fatalError("\(options.batchSize) episodes cannot fill \(options.minibatches) minibatches")
    }
    self.models = models
    self.options = options
    self.endOfText = endOfText
    self.workers = workers
    self.shards = shards
    klCoefficient = options.klCoefficient
    policyOptimizer = Optimizer(
      models.policy.parameters, options: options.optimizer, workers: workers,
      shards: shards)
    valueOptimizer = Optimizer(
      models.valueModel.parameters, options: options.optimizer, workers: workers,
      shards: shards)
  }

  /// Trains for all iterations.
  ///
  /// - Parameters:
  ///   - prompts: draws the prompts of an iteration, in tokens. An episode tells by its `promptIndex`
  ///     which of those that were drawn last it answers.
  ///   - pretraining: web documents for PPO-ptx; not read where its coefficient is 0.
  ///   - keeper: keeps where the training stands, and says where it goes on.
  ///   - steering: gives the β of an iteration, counted from 0; nil leaves it as it is.
  ///   - report: called after each iteration; it may throw to stop.
  package func train(
    prompts: (_ count: Int, inout RandomSource) -> [[Int32]], pretraining: [LabeledSequence],
    using random: inout RandomSource, keeper: (any CheckpointKeeper)? = nil,
    steering: (_ iteration: Int) -> Double? = { _ in nil },
    report: (PPOReport) throws -> Void
  ) throws {
    var episodes: [Episode] = []
    let position = keeper?.restore(Position.self, into: tensors)
    if let position { go(on: position, using: &random) }
    for iteration in (position?.iteration ?? 0)..<options.iterations {
      if let wanted = steering(iteration) { klCoefficient = wanted }
      let rate = options.schedule.factor(step: iteration, of: options.iterations)
      let isFresh = iteration % options.rolloutInterval == 0
      if isFresh {
        episodes = models.rollOut(
          prompts(options.batchSize, &random),
          sampling: SamplingOptions(
            temperature: options.temperature, maximumNewTokens: options.maximumNewTokens,
            endOfText: endOfText),
          missingEndPenalty: options.missingEndPenalty, shards: shards, workers: workers,
          using: &random)
        episodesSoFar += episodes.count
      }
      let targets = targets(of: episodes)
      var minibatches: [PPOTokenSums] = []
      for _ in 0..<options.innerEpochs {
        let order = random.shuffled(Array(episodes.indices))
        for part in 0..<options.minibatches {
          let chosen = order[order.shard(part, of: options.minibatches)]
          let pages = (0..<(options.pretrainingCoefficient > 0 ? options.pretrainingBatchSize : 0))
            .map { _ in random.element(of: pretraining) }
          minibatches.append(
            try step(
              chosen.map { episodes[$0] }, chosen.map { targets[$0] }, pretraining: pages,
              rate: rate))
        }
      }
      try report(
        PPOReport(
          iteration: iteration + 1, totalIterations: options.iterations, episodes: episodes,
          firstRatioError: minibatches.first?.ratioError ?? 0,
          metrics: metrics(episodes, targets, minibatches, rate: rate)))
      // One measurement of the KL moves β once, however often its episodes are used.
      if isFresh {
        klCoefficient = options.klController.next(
          klCoefficient, kl: episodes.reduce(0) { $0 + $1.kl } / Double(episodes.count),
          episodes: episodes.count)
      }
      // Episodes are not kept, so it is done where new ones are drawn next.
      let next = iteration + 1
      if let keeper, keeper.isDue, next < options.iterations, next % options.rolloutInterval == 0 {
        keeper.keep(self.position(at: next, random), tensors)
      }
    }
  }

  /// Where the training stands before an iteration.
  private struct Position: Codable {
    var iteration: Int
    var klCoefficient: Double
    var episodes: Int
    var policySteps: Int
    var valueSteps: Int
    var random: RandomSource
  }

  /// Both networks that learn, with their optimizers' means. The two others never change.
  private var tensors: [NamedParameters] {
    func prefixed(_ name: String, _ parts: [NamedParameters]) -> [NamedParameters] {
      parts.map { NamedParameters("\(name).\($0.prefix)", $0.parameters) }
    }
    return prefixed(
      "policy", [NamedParameters(models.policy.parameters)] + policyOptimizer.tensors)
      + prefixed("value", [NamedParameters(models.valueModel.parameters)] + valueOptimizer.tensors)
  }

  private func position(at iteration: Int, _ random: RandomSource) -> Position {
    Position(
      iteration: iteration, klCoefficient: klCoefficient, episodes: episodesSoFar,
      policySteps: policyOptimizer.steps, valueSteps: valueOptimizer.steps, random: random)
  }

  private func go(on position: Position, using random: inout RandomSource) {
    (klCoefficient, episodesSoFar) = (position.klCoefficient, position.episodes)
    (policyOptimizer.steps, valueOptimizer.steps) = (position.policySteps, position.valueSteps)
    random = position.random
  }

  /// Advantages, whitened over all tokens of the batch, and returns.
  private func targets(of episodes: [Episode]) -> [Advantages] {
    var targets = episodes.map { episode in
      generalizedAdvantages(
        rewards: klPenalizedRewards(
          score: episode.score, logProbabilities: episode.logProbabilities,
          referenceLogProbabilities: episode.referenceLogProbabilities,
          klCoefficient: Float(klCoefficient)),
        values: episode.values, discount: options.discount, lambda: options.lambda)
    }
    var white = whitened(targets.flatMap(\.advantages))[...]
    for index in targets.indices {
      let count = targets[index].advantages.count
      targets[index].advantages = Array(white.prefix(count))
      white = white.dropFirst(count)
    }
    return targets
  }

  /// One step of the policy and one of the value model, on a minibatch of episodes.
  private func step(
    _ episodes: [Episode], _ targets: [Advantages], pretraining: [LabeledSequence], rate: Double
  ) throws -> PPOTokenSums {
    let count = episodes.reduce(0) { $0 + $1.response.count }
    let pageCount = pretraining.reduce(0) { $0 + $1.targetCount }
    let (_, policySums) = try policyOptimizer.step(
      learningRate: options.learningRate * rate
    ) { [models, options, shards] tape, shard -> (Variable?, PPOTokenSums) in
      let range = episodes.shard(shard, of: shards)
      guard !range.isEmpty else { return (nil, PPOTokenSums()) }
      var (loss, sums) = PPO.policyLoss(
        models, episodes[range], targets[range], count: count, options: options, tape: tape)
      let pages = pretraining[pretraining.shard(shard, of: shards)]
      if let pretrainingLoss = crossEntropy(
        of: models.policy, on: pages, count: pageCount, tape: tape)
      {
        loss = loss + options.pretrainingCoefficient * pretrainingLoss
      }
      return (loss, sums)
    }
    let (_, valueSums) = try valueOptimizer.step(
      learningRate: options.valueLearningRate * rate
    ) { [models, options, shards] tape, shard -> (Variable?, PPOTokenSums) in
      let range = episodes.shard(shard, of: shards)
      guard !range.isEmpty else { return (nil, PPOTokenSums()) }
      return PPO.valueLoss(
        models, episodes[range], targets[range], count: count, options: options, tape: tape)
    }
    return (policySums + valueSums).reduce(PPOTokenSums(), +)
  }

  private static func policyLoss(
    _ models: PPOModels, _ episodes: ArraySlice<Episode>, _ targets: ArraySlice<Advantages>,
    count: Int, options: PPOOptions, tape: Tape
  ) -> (Variable, PPOTokenSums) {
    let (logProbabilities, distributions) = models.policy.logProbabilities(
      of: episodes.map(\.response), after: episodes.map(\.prompt),
      temperature: options.temperature, on: tape)
    let old = episodes.flatMap(\.logProbabilities)
    let result = clippedPolicyLoss(
      logProbabilities: logProbabilities, old: old, advantages: targets.flatMap(\.advantages),
      clipRange: options.clipRange, count: count)

    var sums = PPOTokenSums()
    sums.tokens += Double(old.count)
    sums.policyLoss += Double(result.loss.value.scalar) * Double(count)
    sums.clipped += Double(result.clippedCount)
    for row in 0..<old.count {
      let difference = Double(logProbabilities.value[row] - old[row])
      let ratio = result.ratio[row]
      sums.approximateKL += 0.5 * difference * difference
      sums.ratio += Double(ratio)
      sums.ratioError = max(sums.ratioError, abs(Double(ratio) - 1))
      sums.entropy += distributions.entropy(row: row)
    }
    return (result.loss, sums)
  }

  private static func valueLoss(
    _ models: PPOModels, _ episodes: ArraySlice<Episode>, _ targets: ArraySlice<Advantages>,
    count: Int, options: PPOOptions, tape: Tape
  ) -> (Variable, PPOTokenSums) {
    let (batch, rows) = TokenBatch.predicting(
      episodes.map(\.response), after: episodes.map(\.prompt), on: tape)
    let values = models.valueModel(batch, rows: rows)
    let old = episodes.flatMap(\.values)
    let result = clippedValueLoss(
      values: values, old: old, returns: targets.flatMap(\.returns),
      clipRange: options.valueClipRange, count: count)
    var sums = PPOTokenSums()
    sums.valueLoss += Double(result.loss.value.scalar) * Double(count)
    sums.valueClipped += Double(result.clippedCount)
    return (options.valueCoefficient * result.loss, sums)
  }

  private func metrics(
    _ episodes: [Episode], _ targets: [Advantages], _ minibatches: [PPOTokenSums], rate: Double
  ) -> [(name: String, value: Double)] {
    let n = Double(episodes.count)
    let kl = episodes.reduce(0) { $0 + $1.kl } / n
    let score = episodes.reduce(0) { $0 + Double($1.score) } / n
    let sampledEntropy =
      episodes.reduce(0) { $0 - $1.logProbabilities.reduce(0) { $0 + Double($1) } } / n
    let all = minibatches.reduce(PPOTokenSums(), +)
    let ratios = Spread(of: minibatches.map { $0.ratio / max(1, $0.tokens) })
    let tokens = max(1, all.tokens)
    return [
      ("objective/kl", kl),
      ("objective/entropy", sampledEntropy),
      ("objective/non_score_reward", -klCoefficient * kl),
      ("objective/rlhf_reward", score - klCoefficient * kl),
      ("objective/scores", score),
      ("objective/kl_coef", klCoefficient),
      ("policy/approxkl_avg", all.approximateKL / tokens),
      ("policy/clipfrac_avg", all.clipped / tokens),
      ("policy/entropy_avg", all.entropy / tokens),
      ("loss/policy_avg", all.policyLoss / tokens),
      ("loss/value_avg", all.valueLoss / tokens),
      ("val/clipfrac_avg", all.valueClipped / tokens),
      ("val/ratio", ratios.mean),
      ("val/ratio_var", ratios.sampleVariance),
      ("val/num_eos_tokens", Double(episodes.count { $0.hasEnded })),
      (
        "val/var_explained",
        explainedVariance(
          values: episodes.flatMap(\.values), returns: targets.flatMap(\.returns))
      ),
      ("lr", options.learningRate * rate),
      ("episode", Double(episodesSoFar)),
    ]
  }
}
