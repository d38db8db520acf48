import Models
import Randomness
import Tensors
import Training

/// On-policy distillation: a student answers, and a teacher says of each of its tokens how likely it would have been
/// to write it. It is PPO's iteration whose only reward is the leash, tied to the teacher in place of the reference:
///
///     A = log π_teacher(token) − log π_student(token)        for each token
///
/// The mean of A · ∇ log π_student over the student's tokens is −∇ KL(π_student ‖ π_teacher) at each place that the
/// student comes to; what a token does to the places after it is left out. (Agarwal et al. 2024, "GKD"; Gu et al. 2024,
/// "MiniLLM"; as a reward for each token Lu et al. 2025, "On-policy distillation".)
///
/// No answer is scored, and no group is needed: the teacher has something to say of every token.
package final class OnPolicyDistillation {
  package let student: LanguageModel
  private let teacher: LanguageModel
  private let options: DistillationOptions
  private let workers: Workers
  private let shards: Int
  private let endOfText: Int32
  private let optimizer: Optimizer

  /// - Parameters:
  ///   - teacher: frozen; of any size, with the same tokens.
  ///   - shards: into how many parts each minibatch is divided; see `Optimizer`.
  package init(
    _ student: LanguageModel, teacher: LanguageModel, options: DistillationOptions,
    endOfText: Int32, workers: Workers, shards: Int = 2
  ) {
    guard options.minibatches <= options.batchSize,
      student.configuration.vocabularySize == teacher.configuration.vocabularySize
    else {
      fatalError(
        "\(options.batchSize) answers in \(options.minibatches) minibatches; vocabularies of"
          + " \(student.configuration.vocabularySize) and \(teacher.configuration.vocabularySize)")
    }
    (self.student, self.teacher) = (student, teacher)
    (self.options, self.endOfText) = (options, endOfText)
    (self.workers, self.shards) = (workers, shards)
    optimizer = Optimizer(
      student.parameters, options: options.optimizer, workers: workers, shards: shards)
  }

  /// Trains for all iterations.
  ///
  /// - Parameters:
  ///   - prompts: draws the prompts of an iteration, in tokens.
  ///   - keeper: keeps where the training stands, and says where it goes on.
  ///   - report: called after each iteration; it may throw to stop.
  package func train(
    prompts: (_ count: Int, inout RandomSource) -> [[Int32]], using random: inout RandomSource,
    keeper: (any CheckpointKeeper)? = nil, report: (DistillationReport) throws -> Void
  ) throws {
    let tensors = [NamedParameters(student.parameters)] + optimizer.tensors
    let position = keeper?.restore(Position.self, into: tensors)
    if let position { (optimizer.steps, random) = (position.steps, position.random) }
    for iteration in (position?.iteration ?? 0)..<options.iterations {
      let rate = options.schedule.factor(step: iteration, of: options.iterations)
      let episodes = rollOut(prompts(options.batchSize, &random), using: &random)
      var minibatches: [PolicySums] = []
      for _ in 0..<options.innerEpochs {
        let order = random.shuffled(Array(episodes.indices))
        for part in 0..<options.minibatches {
          let chosen = order[order.shard(part, of: options.minibatches)]
          minibatches.append(try step(chosen.map { episodes[$0] }, rate: rate))
        }
      }
      try report(
        DistillationReport(
          iteration: iteration + 1, episodes: episodes,
          firstRatioError: minibatches.first?.ratioError ?? 0,
          metrics: metrics(episodes, minibatches, rate: rate)))
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

  private func rollOut(_ prompts: [[Int32]], using random: inout RandomSource) -> [Episode] {
    let episodes = student.episodes(
      answering: prompts,
      sampling: SamplingOptions(
        temperature: options.temperature, maximumNewTokens: options.maximumNewTokens,
        endOfText: endOfText),
      workers: workers, using: &random)
    let parts = workers.map(shards) { [teacher, options, shards] shard in
      var part = Array(episodes[episodes.shard(shard, of: shards)])
      part.read(by: teacher, temperature: options.temperature)
      return part
    }
    return parts.flatMap { $0 }
  }

  /// One step on a minibatch of episodes.
  private func step(_ episodes: [Episode], rate: Double) throws -> PolicySums {
    let tokens = episodes.reduce(0) { $0 + $1.response.count }
    let (_, sums) = try optimizer.step(
      learningRate: options.learningRate * rate
    ) { [student, options, shards] tape, shard -> (Variable?, PolicySums) in
      let part = episodes[episodes.shard(shard, of: shards)]
      guard !part.isEmpty else { return (nil, PolicySums()) }
      let (logProbabilities, distributions) = student.logProbabilities(
        of: part.map(\.response), after: part.map(\.prompt), temperature: options.temperature,
        on: tape)
      let result = clippedPolicyLoss(
        logProbabilities: logProbabilities, old: part.flatMap(\.logProbabilities),
        advantages: part.flatMap(\.distillationAdvantages), clipRange: options.clipRange,
        count: tokens)
      return (
        result.loss, PolicySums(of: result, tokens: logProbabilities.value.count, distributions)
      )
    }
    return sums.reduce(PolicySums(), +)
  }

  private func metrics(
    _ episodes: [Episode], _ minibatches: [PolicySums], rate: Double
  ) -> [(name: String, value: Double)] {
    let n = Double(episodes.count)
    let all = minibatches.reduce(PolicySums(), +)
    return [
      ("teacher_kl", episodes.reduce(0) { $0 + $1.kl } / n),
      ("entropy", all.entropy / max(1, all.tokens)),
      ("clip_ratio/region_mean", all.clipped / max(1, all.actions)),
      ("completions/mean_length", episodes.reduce(0) { $0 + Double($1.response.count) } / n),
      ("completions/clipped_ratio", Double(episodes.count { !$0.hasEnded }) / n),
      ("loss", all.loss / Double(max(1, minibatches.count))),
      ("learning_rate", options.learningRate * rate),
    ]
  }
}

extension Episode {
  /// How much likelier the teacher would have been than the student to write each token.
  // quote: distillation-advantages
  package var distillationAdvantages: [Float] {
    zip(referenceLogProbabilities, logProbabilities).map { $0 - $1 }
  }
  // end quote
}
