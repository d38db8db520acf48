import Models
import Randomness
import Tensors
import Training
import Words

/// Several answers to one prompt, in tokens, with the ranks that a labeler gave them.
package struct RankedAnswers: Sendable {
  /// With the end-of-text marker before it and the line break after it.
  package var prompt: [Int32]
  package var responses: [[Int32]]
  /// 1 is the best; equal ranks are ties.
  package var ranks: [Int]

  package init(prompt: [Int32], responses: [[Int32]], ranks: [Int]) {
    guard responses.count == ranks.count else {
      fatalError("\(responses.count) answers, but \(ranks.count) ranks")
    }
    self.prompt = prompt
    self.responses = responses
    self.ranks = ranks
  }
}

/// How a policy learns from rankings directly, without a reward model.
package struct DirectPreferenceOptions: EpochOptions, Codable, Equatable, Sendable {
  package var loss = DirectPreferenceLoss.dpo
  /// β: how dear the distance from the reference is.
  package var klCoefficient: Double
  package var epochs: Int
  /// Prompts a step, each with all its pairs.
  package var batchSize: Int
  /// The peak.
  package var learningRate: Double

  private enum CodingKeys: CodingKey { case klCoefficient, epochs, batchSize, learningRate }

  package init(
    loss: DirectPreferenceLoss, klCoefficient: Double, epochs: Int, batchSize: Int,
    learningRate: Double
  ) {
    self.loss = loss
    self.klCoefficient = klCoefficient
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
  }

  // What the course never varies.
  package var schedule: LearningRateSchedule { .cosine(warmup: 0.05, floor: 0.1) }
  package var optimizer: AdamWOptions { AdamWOptions(secondDecay: 0.95, weightDecay: 0) }
}

/// What is told after each step; the names are those of TRL's logs.
package struct DirectPreferenceReport: Sendable {
  package var step: Int
  package var totalSteps: Int
  /// Name and value of each metric.
  package var metrics: [(name: String, value: Double)]

  package subscript(name: String) -> Double {
    metrics.first { $0.name == name }?.value ?? .nan
  }
}

extension LanguageModel {
  /// Trains a policy on rankings: no answers are drawn, and nothing is scored. What the reference says of the rankings
  /// never changes, so it is asked once.
  ///
  /// - Parameters:
  ///   - reference: π_ref, frozen; usually the policy as it is now.
  ///   - keeper: keeps where the training stands, and says where it goes on.
  ///   - report: called after each step; it may throw to stop.
  package func train(
    on rankings: [RankedAnswers], reference: LanguageModel, options: DirectPreferenceOptions,
    workers: Workers, shards: Int = 2, using random: inout RandomSource,
    keeper: (any CheckpointKeeper)? = nil, report: (DirectPreferenceReport) throws -> Void
  ) throws {
    guard rankings.contains(where: { !isTied($0.ranks) }) else {
      throw Failure("nothing-to-train-on.ranking")
    }
    let referenceLogs = reference.logProbabilities(of: rankings, workers: workers)
    let optimizer = Optimizer(
      parameters, options: options.optimizer, workers: workers, shards: shards)
    let total = options.steps(for: rankings.count)
    let tensors = [NamedParameters(parameters)] + optimizer.tensors
    optimizer.steps = keeper?.restore(Int.self, into: tensors) ?? 0
    var order = Array(rankings.indices)
    var step = 0
    for _ in 0..<options.epochs {
      random.shuffle(&order)
      for start in stride(from: 0, to: order.count, by: options.batchSize) {
        step += 1
        // A step that was done before is gone through without learning.
        guard step > optimizer.steps else { continue }
        let chosen = order[start..<min(start + options.batchSize, order.count)]
        let (batch, references) = (chosen.map { rankings[$0] }, chosen.map { referenceLogs[$0] })
        let rate = options.learningRate * options.schedule.factor(step: step - 1, of: total)
        // A prompt whose answers all tie says nothing, and is not counted.
        let count = max(1, batch.count { !isTied($0.ranks) })
        let (result, parts) = try optimizer.step(
          learningRate: rate
        ) { tape, shard -> (Variable?, [ScoredPair]) in
          let range = batch.shard(shard, of: shards)
          let part = batch[range]
          guard !part.isEmpty else { return (nil, []) }
          let logs = self.logProbabilities(of: part, on: tape)
          let reference = references[range].flatMap(\.self)
          guard
            let result = options.loss(
              logs, reference: reference, ranks: part.map(\.ranks),
              klCoefficient: Float(options.klCoefficient), count: count)
          else { return (nil, []) }
          return (
            result.loss,
            ScoredPair.all(ranks: part.map(\.ranks), result.rewards.values, logs.value.values)
          )
        }
        let metrics = ScoredPair.metrics(parts.flatMap { $0 })
        try report(
          DirectPreferenceReport(
            step: step, totalSteps: total,
            metrics: [("loss", result.loss)] + metrics + [
              ("grad_norm", result.gradientNorm), ("learning_rate", rate),
            ]))
        if let keeper, keeper.isDue, step < total { keeper.keep(step, tensors) }
      }
    }
  }

  /// log π of each whole answer, `[answers, 1]`.
  private func logProbabilities(of rankings: ArraySlice<RankedAnswers>, on tape: Tape) -> Variable {
    let responses = rankings.flatMap(\.responses)
    let prompts = rankings.flatMap { set in set.responses.map { _ in set.prompt } }
    return logProbabilities(of: responses, after: prompts, on: tape).tokens
      .sums(ofEach: responses.map(\.count))
  }

  /// The same of all rankings, without learning from them: for each prompt those of its answers.
  package func logProbabilities(of rankings: [RankedAnswers], workers: Workers) -> [[Float]] {
    let chunk = 8
    let chunks = workers.map((rankings.count + chunk - 1) / chunk) { [self] index in
      let part = rankings[index * chunk..<min((index + 1) * chunk, rankings.count)]
      return withTape(parameters) { tape in
        var logs = logProbabilities(of: part, on: tape).value.values[...]
        return part.map { set in
          defer { logs = logs.dropFirst(set.responses.count) }
          return Array(logs.prefix(set.responses.count))
        }
      }
    }
    return chunks.flatMap { $0 }
  }
}

/// A pair, with the rewards β (log π − log π_ref) and the log-probabilities of its answers.
private struct ScoredPair: Sendable {
  var chosenReward, rejectedReward: Double
  var chosenLog, rejectedLog: Double

  static func all(ranks: [[Int]], _ rewards: [Float], _ logs: [Float]) -> [ScoredPair] {
    var start = 0
    return ranks.flatMap { ranks in
      defer { start += ranks.count }
      return orderedPairs(ranks).map { pair in
        let (winner, loser) = (start + pair.winner, start + pair.loser)
        return ScoredPair(
          chosenReward: Double(rewards[winner]), rejectedReward: Double(rewards[loser]),
          chosenLog: Double(logs[winner]), rejectedLog: Double(logs[loser]))
      }
    }
  }

  /// Means over the pairs of a batch, before its step.
  static func metrics(_ pairs: [ScoredPair]) -> [(name: String, value: Double)] {
    let n = Double(max(1, pairs.count))
    func mean(_ number: (ScoredPair) -> Double) -> Double {
      pairs.reduce(0) { $0 + number($1) } / n
    }
    return [
      ("rewards/chosen", mean(\.chosenReward)), ("rewards/rejected", mean(\.rejectedReward)),
      ("rewards/accuracies", mean { $0.chosenReward > $0.rejectedReward ? 1 : 0 }),
      ("rewards/margins", mean { $0.chosenReward - $0.rejectedReward }),
      ("logps/chosen", mean(\.chosenLog)), ("logps/rejected", mean(\.rejectedLog)),
    ]
  }
}
