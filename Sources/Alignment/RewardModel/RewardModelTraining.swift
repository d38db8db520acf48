import Models
import Randomness
import Tensors
import Training
import Words

/// How a reward model is trained.
package struct RewardModelTrainingOptions: EpochOptions, Codable, Equatable, Sendable {
  package var epochs: Int
  /// Prompts a step, each with all its pairs.
  package var batchSize: Int
  package var learningRate: Double
  package var schedule = LearningRateSchedule.cosine(warmup: 0.05, floor: 0.1)
  package var optimizer = AdamWOptions()
  package var shards = 2

  private enum CodingKeys: CodingKey { case epochs, batchSize, learningRate }

  package init(epochs: Int, batchSize: Int, learningRate: Double) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
  }
}

/// What is told after each step of a reward model's training.
package struct RewardModelReport: Sendable {
  package var step: Int
  package var loss: Double
  /// Share of the batch's pairs that were scored in the labelers' order, before the step.
  package var accuracy: Double
  package var minimumReward: Double
  package var meanReward: Double
  package var maximumReward: Double
  /// Mean of r_w − r_l.
  package var margin: Double
  package var gradientNorm: Double
  package var learningRate: Double

  /// Name and value of what is recorded.
  package var metrics: [(name: String, value: Double)] {
    [
      ("loss", loss), ("accuracy", accuracy), ("min_reward", minimumReward),
      ("mean_reward", meanReward), ("max_reward", maximumReward), ("margin", margin),
      ("learning_rate", learningRate),
    ]
  }
}

extension ScalarModel {
  /// Trains on rankings: all pairs of a prompt are one element of a batch, so that each completion is
  /// read once, however many pairs it is in.
  ///
  /// - Parameters:
  ///   - keeper: keeps where the training stands, and says where it goes on.
  ///   - report: called after each step; it may throw to stop.
  package func train(
    on rankings: [RankedCompletions], options: RewardModelTrainingOptions, workers: Workers,
    using random: inout RandomSource, keeper: (any CheckpointKeeper)? = nil,
    report: (RewardModelReport) throws -> Void
  ) throws {
    guard rankings.contains(where: { !isTied($0.ranks) }) else {
      throw Failure("nothing-to-train-on.ranking")
    }
    let optimizer = Optimizer(
      parameters, options: options.optimizer, workers: workers, shards: options.shards)
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
        let batch = order[start..<min(start + options.batchSize, order.count)].map { rankings[$0] }
        let learningRate = options.learningRate * options.schedule.factor(step: step - 1, of: total)
        // A prompt whose completions all tie says nothing, and is not counted.
        let count = max(1, batch.count { !isTied($0.ranks) })
        let (result, scores) = try optimizer.step(
          learningRate: learningRate
        ) { tape, shard -> (Variable?, [Float]) in
          let part = batch[batch.shard(shard, of: options.shards)]
          guard !part.isEmpty else { return (nil, []) }
          let tokens = TokenBatch(part.flatMap(\.sequences), on: tape)
          let rewards = self(tokens, rows: tokens.lastRows)
          let loss = rankingLoss(rewards, ranks: part.map(\.ranks), count: count)
          return (loss, rewards.value.values)
        }
        let rewards = scores.flatMap { $0 }
        let margins = pairMargins(rewards, ranks: batch.map(\.ranks)).map(Double.init)
        try report(
          RewardModelReport(
            step: step, loss: result.loss,
            accuracy: pairAccuracy(margins),
            minimumReward: Double(rewards.min() ?? 0),
            meanReward: rewards.reduce(0) { $0 + Double($1) } / Double(max(1, rewards.count)),
            maximumReward: Double(rewards.max() ?? 0),
            margin: margins.reduce(0, +) / Double(max(1, margins.count)),
            gradientNorm: result.gradientNorm, learningRate: learningRate))
        if let keeper, keeper.isDue, step < total { keeper.keep(step, tensors) }
      }
    }
  }

  /// The loss of rankings, without learning from them; nil where all tie.
  package func loss(of rankings: [RankedCompletions]) -> Double? {
    withTape(parameters) { tape in
      let tokens = TokenBatch(rankings.flatMap(\.sequences), on: tape)
      let rewards = self(tokens, rows: tokens.lastRows)
      let count = max(1, rankings.count { !isTied($0.ranks) })
      let loss = rankingLoss(rewards, ranks: rankings.map(\.ranks), count: count)
      return loss.map { Double($0.value.scalar) }
    }
  }

  /// The scores of whole sequences, read at their last token.
  package func scores(_ sequences: [[Int32]], workers: Workers) -> [Float] {
    let chunk = 64
    let chunks = (sequences.count + chunk - 1) / chunk
    let scores = workers.map(chunks) { [self] index in
      let range = index * chunk..<min((index + 1) * chunk, sequences.count)
      return withTape(parameters) { tape in
        let batch = TokenBatch(sequences[range], on: tape)
        return self(batch, rows: batch.lastRows).value.values
      }
    }
    return scores.flatMap { $0 }
  }
}
