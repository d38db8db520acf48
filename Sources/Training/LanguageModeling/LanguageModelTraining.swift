import Models
import Randomness
import Synchronization
import Tensors
import Words

/// How a language model is trained: for pretraining and for supervised fine-tuning alike.
package struct LanguageModelTrainingOptions: EpochOptions, Codable, Equatable, Sendable {
  package var epochs: Int
  /// Sequences a step.
  package var batchSize: Int
  /// The peak.
  package var learningRate: Double
  package var schedule = LearningRateSchedule.cosine(warmup: 0.05, floor: 0.1)
  package var optimizer = AdamWOptions()
  package var isCausal = true
  package var shards = 2

  private enum CodingKeys: CodingKey { case epochs, batchSize, learningRate }

  package init(epochs: Int, batchSize: Int, learningRate: Double) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
  }
}

/// What is told after each step of training.
package struct TrainingReport: Sendable {
  /// 1 after the first step.
  package var step: Int
  /// Passes over the data so far: 1.5 in the middle of the second.
  package var epoch: Double
  package var loss: Double
  package var gradientNorm: Double
  package var learningRate: Double
  /// Tokens read so far.
  package var tokens: Int

  /// Name and value of what is recorded.
  package var metrics: [(name: String, value: Double)] {
    [
      ("loss", loss), ("learning_rate", learningRate), ("grad_norm", gradientNorm),
      ("num_tokens", Double(tokens)),
    ]
  }
}

extension LanguageModel {
  /// Trains on the sequences, which are shuffled anew each epoch.
  ///
  /// - Parameters:
  ///   - keeper: keeps where the training stands, and says where it goes on.
  ///   - report: called after each step; it may throw to stop.
  package func train(
    on sequences: [LabeledSequence], options: LanguageModelTrainingOptions, workers: Workers,
    using random: inout RandomSource, keeper: (any CheckpointKeeper)? = nil,
    report: (TrainingReport) throws -> Void
  ) throws {
    try train(
      inEpochs: { _ in sequences }, options: options, workers: workers, using: &random,
      keeper: keeper, report: report)
  }

  /// Trains on sequences that may be others in each epoch, such as texts with other gaps in them.
  ///
  /// - Parameters:
  ///   - sequences: gives those of an epoch, counted from 0; always as many.
  ///   - keeper: keeps where the training stands, and says where it goes on.
  ///   - report: called after each step; it may throw to stop.
  package func train(
    inEpochs sequences: (_ epoch: Int) -> [LabeledSequence], options: LanguageModelTrainingOptions,
    workers: Workers, using random: inout RandomSource, keeper: (any CheckpointKeeper)? = nil,
    report: (TrainingReport) throws -> Void
  ) throws {
    var examples = sequences(0)
    guard !examples.isEmpty else { throw Failure("nothing-to-train-on.sequence") }
    let optimizer = Optimizer(
      parameters, options: options.optimizer, workers: workers, shards: options.shards)
    let total = options.steps(for: examples.count)
    // The order of the sequences follows from the random numbers, so the steps that were done are gone through
    // without learning, and a step's number is all that has to be kept.
    let tensors = [NamedParameters(parameters)] + optimizer.tensors
    optimizer.steps = keeper?.restore(Int.self, into: tensors) ?? 0
    var order = Array(examples.indices)
    var step = 0
    var tokens = 0
    // The batch at hand, how many of its positions count, and into how many parts it is divided. What reads it is
    // made once, as making a closure allocates memory and a step does not.
    let current = Mutex((batch: ArraySlice<LabeledSequence>(), count: 0, parts: 0))
    let loss: Optimizer.PartLoss = { [self] tape, part in
      let (batch, count, parts) = current.withLock { $0 }
      return crossEntropy(
        of: self, on: batch[batch.shard(part, of: parts)], count: count,
        isCausal: options.isCausal, tape: tape)
    }
    for epoch in 0..<options.epochs {
      if epoch > 0 { examples = sequences(epoch) }
      guard examples.count == order.count else {
        fatalError("epoch \(epoch) has \(examples.count) sequences, the first had \(order.count)")
      }
      random.shuffle(&order)
      let shuffled = order.map { examples[$0] }
      for start in stride(from: 0, to: order.count, by: options.batchSize) {
        let batch = shuffled[start..<min(start + options.batchSize, order.count)]
        tokens += batch.reduce(0) { $0 + $1.ids.count }
        step += 1
        guard step > optimizer.steps else { continue }
        let count = batch.reduce(0) { $0 + $1.targetCount }
        let passes = TrainingMemory(configuration, reading: batch).passes(shards: options.shards)
        current.withLock { $0 = (batch, count, options.shards * passes) }
        let learningRate = options.learningRate * options.schedule.factor(step: step - 1, of: total)
        let result = try optimizer.step(
          learningRate: learningRate, passes: passes, loss: loss)
        try report(
          TrainingReport(
            step: step,
            epoch: Double(epoch) + Double(start + batch.count) / Double(order.count),
            loss: result.loss, gradientNorm: result.gradientNorm, learningRate: learningRate,
            tokens: tokens))
        if let keeper, keeper.isDue, step < total { keeper.keep(step, tensors) }
      }
    }
  }
}
