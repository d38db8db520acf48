import Alignment
import Foundation
import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Training

/// A student that learns from a teacher, for a few small iterations.
@Suite struct OnPolicyDistillationTests {
  private struct CutOff: Error {}

  private let teacher = makeTinyModel(deviation: 0.3, seed: 2)

  private func makeStudent() -> LanguageModel { makeTinyModel(deviation: 0.3) }

  /// Eight answers an iteration, in one step: what a test changes is the only thing special.
  private func makeOptions(
    iterations: Int = 1, change: (inout PPOOptions) -> Void = { _ in }
  ) throws -> DistillationOptions {
    var ppo = try committed(PPOOptions.self, "ppo")
    ppo.iterations = iterations
    ppo.batchSize = 8
    ppo.innerEpochs = 1
    ppo.minibatches = 1
    ppo.maximumNewTokens = 6
    ppo.learningRate = 3e-3
    change(&ppo)
    return DistillationOptions(ppo)
  }

  private func trained(
    _ options: DistillationOptions, from start: LanguageModel? = nil, threads: Int = 2,
    shards: Int = 2, seed: UInt64 = 3, keeper: MemoryKeeper? = nil,
    watch: (DistillationReport) throws -> Void = { _ in }
  ) throws -> (student: LanguageModel, reports: [DistillationReport]) {
    let trainer = OnPolicyDistillation(
      start ?? makeStudent(), teacher: teacher, options: options, endOfText: 0,
      workers: Workers(threads: threads), shards: shards)
    var random = RandomSource(seed: seed)
    var reports: [DistillationReport] = []
    try trainer.train(prompts: makePrompts(_:using:), using: &random, keeper: keeper) { report in
      try watch(report)
      reports.append(report)
    }
    return (trainer.student, reports)
  }

  /// What a model says of the tokens of some answers, and of the whole vocabulary at their places.
  private func reading(
    _ episodes: [Episode], by model: LanguageModel, temperature: Float = 1
  ) -> (logs: [Float], distributions: [[Float]]) {
    withTape(model.parameters) { tape in
      let (logs, p) = model.logProbabilities(
        of: episodes.map(\.response), after: episodes.map(\.prompt), temperature: temperature,
        on: tape)
      return (logs.value.values, (0..<p.rows).map { p.values(row: $0) })
    }
  }

  @Test(arguments: [Float(1), 0.7])
  func `the teacher reads what the student wrote, and every ratio begins at 1`(
    temperature: Float
  ) throws {
    let options = try makeOptions { $0.temperature = temperature }
    let report = try #require(trained(options).reports.first)
    #expect(report.firstRatioError < 1e-5)
    #expect(report["clip_ratio/region_mean"] == 0)
    let student = reading(report.episodes, by: makeStudent(), temperature: temperature)
    let taught = reading(report.episodes, by: teacher, temperature: temperature)
    expectClose(report.episodes.flatMap(\.logProbabilities), student.logs)
    expectClose(report.episodes.flatMap(\.referenceLogProbabilities), taught.logs)
    // With ρ = 1 the loss is minus the mean advantage: the sampled KL of a token.
    let differences = zip(student.logs, taught.logs).map { Double($0 - $1) }
    let mean = differences.reduce(0, +) / Double(differences.count)
    #expect(abs(mean) > 0.1)
    #expect(abs(report["loss"] - mean) < 1e-4)
  }

  @Test func `an answer's advantages, worked by hand`() {
    let episode = makeEpisode(
      prompt: [0], response: [3, 7, 0], logProbabilities: [-1, -2, -0.5],
      referenceLogProbabilities: [-0.5, -2, -3])
    // Likelier by the teacher, as likely, and rarer; together minus the answer's sampled KL.
    #expect(episode.distillationAdvantages == [0.5, 0, -2.5])
    #expect(episode.kl == 2)
  }

  @Test func `a teacher who thinks as the student does has nothing to say`() throws {
    let report = try #require(trained(makeOptions(), from: teacher.copy()).reports.first)
    #expect(report.episodes.flatMap(\.distillationAdvantages).allSatisfy { abs($0) < 1e-4 })
    #expect(abs(report["teacher_kl"]) < 1e-4)
    #expect(abs(report["loss"]) < 1e-4)
  }

  @Test func `the student comes to think as the teacher does`() throws {
    let options = try makeOptions(iterations: 30) {
      $0.batchSize = 32
      $0.innerEpochs = 2
      $0.minibatches = 2
      $0.learningRate = 0.01
    }
    let (student, reports) = try trained(options)
    let (first, last) = (try #require(reports.first), try #require(reports.last))
    let end = reports.suffix(5).reduce(0) { $0 + $1["teacher_kl"] } / 5
    #expect(first["teacher_kl"] > 1)
    #expect(end < 0.4 * first["teacher_kl"], "\(first["teacher_kl"]) to \(end)")

    /// KL(student ‖ teacher) over the whole vocabulary, at the places of some answers.
    func distance(of model: LanguageModel, in episodes: [Episode]) -> Double {
      let (p, q) = (reading(episodes, by: model), reading(episodes, by: teacher))
      let all = zip(p.distributions, q.distributions).map { klDivergence($0, $1) }
      return all.reduce(0, +) / Double(all.count)
    }
    let before = distance(of: makeStudent(), in: first.episodes)
    let after = distance(of: student, in: last.episodes)
    #expect(before > 0.3)
    #expect(after < 0.35 * before, "\(before) to \(after)")
  }

  @Test func `only the student learns`() throws {
    let before = teacher.parameters.bits
    let (student, _) = try trained(makeOptions(iterations: 2))
    #expect(teacher.parameters.bits == before)
    #expect(student.parameters.bits != makeStudent().parameters.bits)
  }

  @Test func `further steps on the same answers are clipped`() throws {
    let options = try makeOptions {
      $0.innerEpochs = 3
      $0.clipRange = 0.01
    }
    let report = try #require(trained(options).reports.first)
    #expect(report.firstRatioError < 1e-5)
    #expect(report["clip_ratio/region_mean"] > 0 && report["clip_ratio/region_mean"] < 1)
  }

  @Test func `the metrics are those of the answers`() throws {
    let report = try #require(trained(makeOptions()).reports.first)
    let episodes = report.episodes
    #expect(episodes.count == 8)
    #expect(episodes.map(\.promptIndex) == Array(0..<8))
    #expect(abs(report["teacher_kl"] - episodes.reduce(0) { $0 + $1.kl } / 8) < 1e-9)
    let tokens = episodes.reduce(0) { $0 + $1.response.count }
    expectClose(report["completions/mean_length"], Double(tokens) / 8)
    let cutOff = episodes.count { $0.response.last != 0 }
    #expect(report["completions/clipped_ratio"] == Double(cutOff) / 8)
    // The entropy of the student as it was before its step, over the whole vocabulary.
    let entropies = reading(episodes, by: makeStudent()).distributions.map { p in
      p.reduce(0.0) { $1 > 0 ? $0 - Double($1) * log(Double($1)) : $0 }
    }
    expectClose(report["entropy"], entropies.reduce(0, +) / Double(tokens), relative: 1e-4)
  }

  @Test func `metrics have TRL's names, where it has one`() throws {
    let report = try #require(trained(makeOptions()).reports.first)
    #expect(
      report.metrics.map(\.name) == [
        "teacher_kl", "entropy", "clip_ratio/region_mean", "completions/mean_length",
        "completions/clipped_ratio", "loss", "learning_rate",
      ])
    #expect(report["no such metric"].isNaN)
  }

  @Test func `reports count iterations, and the learning rate falls`() throws {
    let (_, reports) = try trained(makeOptions(iterations: 4))
    #expect(reports.map(\.iteration) == [1, 2, 3, 4])
    expectClose(
      reports.map { $0["learning_rate"] }, [3e-3, 2.1e-3, 1.2e-3, 0.3e-3], relative: 1e-12)
    #expect(Set(reports.map { $0.episodes.map(\.response) }).count == 4)
  }

  /// Pinned, so that a change of code that changes results is noticed. If the change is meant,
  /// raise the recipe number of the stage that distills, then put the new numbers here. These are
  /// those of a program in NumPy that draws the same random numbers.
  @Test func `the recipe of distillation gives these losses`() throws {
    let options = try makeOptions(iterations: 4) {
      $0.innerEpochs = 2
      $0.minibatches = 2
    }
    let (_, reports) = try trained(options)
    expectClose(
      reports.map { $0["loss"] }, [0.458938, 0.161884, 1.15120, 0.856000], relative: 1e-3)
    expectClose(
      reports.map { $0["teacher_kl"] }, [1.16398, 0.969658, 4.09791, 3.79906], relative: 1e-3)
    expectClose(
      reports.map { $0["entropy"] }, [2.04622, 2.05767, 2.04196, 2.03929], relative: 1e-3)
  }

  @Test func `one seed gives the same bits, with one thread and with two`() throws {
    let options = try makeOptions(iterations: 2)
    let first = try trained(options).student.parameters.bits
    #expect(try trained(options).student.parameters.bits == first)
    #expect(try trained(options, threads: 1).student.parameters.bits == first)
    #expect(try trained(options, seed: 4).student.parameters.bits != first)
  }

  /// With five shards some of them have none of a minibatch's four answers.
  @Test(arguments: [1, 3, 5]) func `the number of shards changes only the rounding`(
    shards: Int
  ) throws {
    let options = try makeOptions {
      $0.innerEpochs = 2
      $0.minibatches = 2
    }
    let two = try #require(trained(options).reports.first)
    let other = try #require(trained(options, shards: shards).reports.first)
    for (name, value) in two.metrics { #expect(abs(other[name] - value) < 1e-4, "\(name)") }
  }

  @Test func `a training that was cut off goes on, and ends with the same bits`() throws {
    let options = try makeOptions(iterations: 4) {
      $0.innerEpochs = 2
      $0.minibatches = 2
    }
    let undisturbed = try trained(options)
    let keeper = MemoryKeeper()
    #expect(throws: CutOff.self) {
      _ = try trained(options, keeper: keeper) { if $0.iteration == 3 { throw CutOff() } }
    }
    #expect(keeper.kept.count == 2)
    // Weights and random numbers are those that were kept, whatever the second run begins with.
    let resumed = try trained(
      options, from: makeTinyModel(deviation: 0.3, seed: 9), seed: 4, keeper: keeper)
    #expect(resumed.reports.map(\.iteration) == [3, 4])
    #expect(resumed.student.parameters.bits == undisturbed.student.parameters.bits)
    #expect(
      resumed.reports.map { $0["loss"] } == undisturbed.reports.suffix(2).map { $0["loss"] })
    // After the last iteration there is nothing to go on with.
    #expect(keeper.kept.count == 3)
  }

  @Test func `what PPO has, too, is PPO's`() throws {
    let options = try makeOptions(iterations: 7) {
      ($0.batchSize, $0.innerEpochs, $0.minibatches) = (5, 3, 2)
      ($0.learningRate, $0.clipRange) = (0.25, 0.5)
      ($0.temperature, $0.maximumNewTokens) = (0.75, 9)
    }
    #expect(options.iterations == 7)
    #expect(options.batchSize == 5)
    #expect(options.innerEpochs == 3)
    #expect(options.minibatches == 2)
    #expect(options.learningRate == 0.25)
    #expect(options.clipRange == 0.5)
    #expect(options.temperature == 0.75)
    #expect(options.maximumNewTokens == 9)
  }

  @Test func `more minibatches than answers end the program`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var ppo = try committed(PPOOptions.self, "ppo")
      (ppo.batchSize, ppo.minibatches) = (3, 4)
      _ = OnPolicyDistillation(
        makeTinyModel(), teacher: makeTinyModel(), options: DistillationOptions(ppo), endOfText: 0,
        workers: Workers(threads: 1))
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("3 answers in 4 minibatches"))
  }

  @Test func `a teacher with other tokens ends the program`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomSource(seed: 1)
      let teacher = LanguageModel(
        TransformerConfiguration(vocabularySize: 13, width: 16, layers: 1, heads: 2),
        using: &random)
      _ = OnPolicyDistillation(
        makeTinyModel(), teacher: teacher,
        options: DistillationOptions(try committed(PPOOptions.self, "ppo")), endOfText: 0,
        workers: Workers(threads: 1))
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("vocabularies of 12 and 13"))
  }
}

/// What a step of distillation goes down.
@Suite struct DistillationLossTests {
  @Test func `value and gradient are those of NumPy`() throws {
    for golden in try Golden.read().distillations {
      let answers = makeEpisodes(golden.lengths, old: golden.old, reference: golden.teacher)
      let result = differentiate(at: golden.logs) { logs in
        clippedPolicyLoss(
          logProbabilities: logs, old: answers.flatMap(\.logProbabilities),
          advantages: answers.flatMap(\.distillationAdvantages), clipRange: golden.clip,
          count: golden.logs.count
        ).loss
      }
      expectClose(result.value, golden.loss)
      expectClose(result.gradient, golden.gradient)
    }
  }

  /// Every token of the vocabulary counts as often as the student draws it, so that nothing is left
  /// to chance.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the mean of A times ∇ log π is minus the gradient of the KL`(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let vocabulary = 30
    func softmax(_ x: [Double]) -> [Double] {
      let powers = x.map { exp($0) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
    let logits = (0..<vocabulary).map { _ in Float(random.normal()) }
    let student = softmax(logits.map(Double.init))
    let teacher = softmax(logits.map { _ in random.normal() })
    let episode = makeEpisode(
      prompt: [0], response: (0..<vocabulary).map { Int32($0) },
      logProbabilities: student.map { Float(log($0)) },
      referenceLogProbabilities: teacher.map { Float(log($0)) })
    let result = differentiate(at: logits, columns: vocabulary) { logits in
      let rows = logits.rows(at: [Int32](repeating: 0, count: vocabulary))
      return clippedPolicyLoss(
        logProbabilities: rows.consumeForLogProbabilities(of: episode.response).tokens,
        old: episode.logProbabilities, advantages: episode.distillationAdvantages,
        weights: student.map(Float.init), clipRange: 0.2, count: 1
      ).loss
    }
    expectClose(result.value, klDivergence(student.map(Float.init), teacher.map(Float.init)))
    // The gradient of a loss: downhill is where A would push.
    expectClose(result.gradient, klGradient(student, from: teacher), relative: 2e-5)
    // The KL the other way round would pull elsewhere.
    let other = reverseKLGradient(student, from: teacher)
    #expect(zip(result.gradient, other).contains { abs(Double($0) - $1) > 0.01 })
  }
}

/// Keeps in memory what a training offers, after each of its steps.
private final class MemoryKeeper: CheckpointKeeper {
  private(set) var kept: [(position: Data, tensors: Data)] = []

  var isDue: Bool { true }

  func keep(_ position: some Encodable, _ tensors: [NamedParameters]) {
    do {
      kept.append(
        (try JSONEncoder().encode(position), try Checkpoint.data(tensors, metadata: [:])))
    } catch {
      Issue.record(error)
    }
  }

  func restore<Position: Decodable>(
    _ type: Position.Type, into tensors: [NamedParameters]
  ) -> Position? {
    guard let last = kept.last else { return nil }
    do {
      try Checkpoint.read(last.tensors, into: tensors)
      return try JSONDecoder().decode(type, from: last.position)
    } catch {
      Issue.record(error)
      return nil
    }
  }
}
