import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Training
import Words

@Suite struct LanguageModelTrainingTests {
  private struct Stop: Error {}

  private let workers = Workers(threads: 2)

  /// Trains a tiny model on 20 short sequences, and gives it back with what was reported.
  private func trained(
    _ options: LanguageModelTrainingOptions, threads: Int = 2, seed: UInt64 = 3
  ) throws -> (model: LanguageModel, reports: [TrainingReport]) {
    let model = makeTinyModel()
    var reports: [TrainingReport] = []
    var random = RandomSource(seed: seed)
    try model.train(
      on: makePatterns(), options: options, workers: Workers(threads: threads), using: &random
    ) { reports.append($0) }
    return (model, reports)
  }

  /// Counting upwards in steps of one or two: the second token tells how it goes on.
  private func makePatterns() -> [LabeledSequence] {
    (0..<20).map { index in
      let (start, step) = (index % 10, 1 + index / 10)
      return .nextToken((0..<6 + index % 3).map { Int32((start + step * $0) % 12) })
    }
  }

  @Test(arguments: [(20, 8, 9), (16, 8, 6), (1, 8, 3), (0, 8, 0), (5, 1, 15)])
  func `three epochs of so many sequences have these steps`(
    count: Int, batchSize: Int, steps: Int
  ) {
    let options = LanguageModelTrainingOptions(epochs: 3, batchSize: batchSize, learningRate: 0.01)
    #expect(options.steps(for: count) == steps)
  }

  @Test func `a report names what is recorded`() throws {
    let report = try #require(
      trained(LanguageModelTrainingOptions(epochs: 1, batchSize: 20, learningRate: 0.01)).reports
        .first)
    #expect(
      report.metrics.map(\.name) == ["loss", "learning_rate", "grad_norm", "num_tokens"])
    #expect(
      report.metrics.map(\.value) == [
        report.loss, report.learningRate, report.gradientNorm, Double(report.tokens),
      ])
  }

  @Test func `a small model learns a sentence by heart`() throws {
    let model = makeTinyModel()
    let sentence = LabeledSequence.nextToken([0, 7, 2, 9, 2, 4, 2, 11, 0])
    var losses: [Double] = []
    var random = RandomSource(seed: 1)
    try model.train(
      on: [sentence],
      options: LanguageModelTrainingOptions(epochs: 80, batchSize: 1, learningRate: 0.01),
      workers: workers, using: &random
    ) { losses.append($0.loss) }
    #expect(losses[0] > 2)
    let after = model.evaluate(on: [sentence], workers: workers)
    #expect(after.loss < 0.02)
    #expect(after.accuracy == 1)
    var sampling = RandomSource(seed: 1)
    let written = model.sample(
      [[0]], options: SamplingOptions(temperature: 0, maximumNewTokens: 12, endOfText: 0),
      workers: workers, using: &sampling)
    #expect(written[0].tokens == [7, 2, 9, 2, 4, 2, 11, 0])
  }

  @Test func `both-sided context fills a gap that left context cannot`() throws {
    // x ? x with the gap at 1: what stands behind it is what belongs in it.
    let sequences = (Int32(3)..<9).map { token in
      LabeledSequence(ids: [0, 1, token], targets: [-1, token, -1])
    }
    func loss(isCausal: Bool) throws -> Double {
      let model = makeTinyModel()
      var options = LanguageModelTrainingOptions(epochs: 60, batchSize: 6, learningRate: 0.02)
      options.isCausal = isCausal
      var random = RandomSource(seed: 1)
      try model.train(on: sequences, options: options, workers: workers, using: &random) { _ in }
      return model.evaluate(on: sequences, isCausal: isCausal, workers: workers).loss
    }
    #expect(try loss(isCausal: false) < 0.1)
    // ln 6 is the best that one can do who does not see it.
    #expect(try loss(isCausal: true) > 1.75)
  }

  /// Pinned, so that a change of code that changes results is noticed. If the change is meant,
  /// raise the recipe numbers of the stages that train language models, then put the new losses
  /// here.
  @Test func `the recipe of language-model training gives these losses`() throws {
    let (model, reports) = try trained(
      LanguageModelTrainingOptions(epochs: 6, batchSize: 8, learningRate: 0.01))
    let losses = reports.enumerated().filter { $0.offset % 3 == 0 }.map { $0.element.loss }
    expectClose(losses, [2.7321, 2.1127, 1.7686, 1.5286, 1.4111, 1.3545], relative: 1e-3)
    let after = model.evaluate(on: makePatterns(), workers: workers)
    expectClose(after.loss, 1.3037, relative: 1e-3)
  }

  @Test func `one seed gives the same bits twice, another seed others`() throws {
    let options = LanguageModelTrainingOptions(epochs: 3, batchSize: 8, learningRate: 0.01)
    let first = try trained(options).model.parameters.bits
    #expect(try trained(options).model.parameters.bits == first)
    #expect(try trained(options, seed: 4).model.parameters.bits != first)
  }

  @Test(arguments: [2, 4]) func `results are the same bits with any number of threads`(
    threads: Int
  ) throws {
    var options = LanguageModelTrainingOptions(epochs: 3, batchSize: 8, learningRate: 0.01)
    options.shards = 4
    let (model, reports) = try trained(options, threads: threads)
    let (alone, aloneReports) = try trained(options, threads: 1)
    #expect(model.parameters.bits == alone.parameters.bits)
    #expect(reports.map(\.loss) == aloneReports.map(\.loss))
    #expect(reports.map(\.gradientNorm) == aloneReports.map(\.gradientNorm))
  }

  @Test func `there is one report a step, and it counts right`() throws {
    var options = LanguageModelTrainingOptions(epochs: 2, batchSize: 8, learningRate: 0.5)
    options.schedule = .linear(floor: 0)
    options.optimizer.maximumGradientNorm = 1e-3
    let (_, reports) = try trained(options)
    // 20 sequences in batches of 8 are 3 steps an epoch, the last of 4 sequences.
    #expect(reports.map(\.step) == [1, 2, 3, 4, 5, 6])
    expectClose(reports.map(\.epoch), [0.4, 0.8, 1, 1.4, 1.8, 2], relative: 1e-12)
    expectClose(
      reports.map(\.learningRate), [0.5, 0.4, 0.3, 0.2, 0.1, 0], relative: 1e-12)
    // Each epoch reads every sequence once.
    let tokens = makePatterns().reduce(0) { $0 + $1.ids.count }
    #expect(reports[2].tokens == tokens)
    #expect(reports[5].tokens == 2 * tokens)
    // The norm is told as it was before it was bounded.
    #expect(reports.allSatisfy { $0.gradientNorm > 0.01 })
  }

  @Test func `a report tells the loss before its step`() throws {
    let model = makeTinyModel()
    let patterns = makePatterns()
    let before = model.evaluate(on: patterns, workers: workers).loss
    var losses: [Double] = []
    var random = RandomSource(seed: 3)
    try model.train(
      on: patterns,
      options: LanguageModelTrainingOptions(epochs: 1, batchSize: 20, learningRate: 0.01),
      workers: workers, using: &random
    ) { losses.append($0.loss) }
    #expect(losses.count == 1)
    expectClose(losses[0], before)
  }

  @Test func `sequences come in another order each epoch`() throws {
    // With a learning rate of 0 a step's loss only depends on what it reads.
    let (_, reports) = try trained(
      LanguageModelTrainingOptions(epochs: 2, batchSize: 1, learningRate: 0))
    let (first, second) = (reports.prefix(20).map(\.loss), reports.suffix(20).map(\.loss))
    #expect(first != second)
    expectClose(first.sorted(), second.sorted())
  }

  @Test(arguments: [1, 3, 5]) func `the number of shards changes only the rounding`(
    shards: Int
  ) throws {
    var options = LanguageModelTrainingOptions(epochs: 2, batchSize: 8, learningRate: 0.01)
    let losses = try trained(options).reports.map(\.loss)
    options.shards = shards
    expectClose(try trained(options).reports.map(\.loss), losses, relative: 1e-4)
  }

  @Test func `throwing from the report stops`() {
    let model = makeTinyModel()
    var random = RandomSource(seed: 3)
    var steps = 0
    #expect(throws: Stop.self) {
      try model.train(
        on: makePatterns(),
        options: LanguageModelTrainingOptions(epochs: 5, batchSize: 4, learningRate: 0.01),
        workers: workers, using: &random
      ) { _ in
        steps += 1
        if steps == 3 { throw Stop() }
      }
    }
    #expect(steps == 3)
  }

  @Test func `a learning rate far too high ends in divergence, with the last good weights`() {
    let model = makeTinyModel()
    var random = RandomSource(seed: 3)
    var last = model.parameters.bits
    var steps = 0
    let error = #expect(throws: Failure.self) {
      try model.train(
        on: makePatterns(),
        options: LanguageModelTrainingOptions(epochs: 50, batchSize: 8, learningRate: 1e6),
        workers: workers, using: &random
      ) {
        steps = $0.step
        last = model.parameters.bits
      }
    }
    #expect(error?.problem.hasSuffix("not a finite number at step \(steps + 1).") == true)
    #expect(model.parameters.bits == last)
  }

  @Test func `a weight that is no number is noticed at the first step, and nothing moves`() {
    let model = makeTinyModel()
    model.parameters.pointer[model.parameters.count / 2] = .nan
    let before = model.parameters.bits
    var random = RandomSource(seed: 3)
    #expect(throws: Failure("diverged.loss", ["step": "1"])) {
      try model.train(
        on: makePatterns(),
        options: LanguageModelTrainingOptions(epochs: 1, batchSize: 8, learningRate: 0.01),
        workers: workers, using: &random
      ) { _ in }
    }
    #expect(model.parameters.bits == before)
  }

  @Test func `without a sequence there is nothing to train on`() {
    var random = RandomSource(seed: 3)
    #expect(throws: Failure("nothing-to-train-on.sequence")) {
      try makeTinyModel().train(
        on: [], options: LanguageModelTrainingOptions(epochs: 1, batchSize: 8, learningRate: 0.01),
        workers: workers, using: &random
      ) { _ in }
    }
  }
}
