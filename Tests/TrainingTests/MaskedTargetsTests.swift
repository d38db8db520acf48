import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Tokenization
import Training

@Suite struct MaskedTargetsTests {
  private static let ignored = LabeledSequence.ignored
  /// Token 0 is the end marker, 1 the mask.
  private let masking = Masking(share: 0.3, mask: 1, ordinaryTokens: 2..<12)
  private let workers = Workers(threads: 2)

  private func masked(
    _ documents: [[Int32]], share: Double = 0.3, seed: UInt64 = 5
  ) -> [LabeledSequence] {
    var masking = masking
    masking.share = share
    var random = RandomSource(seed: seed)
    return documents.map { .masked($0, by: masking, using: &random) }
  }

  private func documents(_ count: Int, length: Int = 40) -> [[Int32]] {
    var random = RandomSource(seed: 2)
    return (0..<count).map { _ in
      [0] + (0..<length).map { _ in Int32(2 + random.below(10)) } + [0]
    }
  }

  @Test func `what is asked for is what stood there, and nothing else is touched`() {
    let documents = documents(50)
    for (tokens, sequence) in zip(documents, masked(documents)) {
      for (place, token) in tokens.enumerated() {
        if sequence.targets[place] == Self.ignored {
          #expect(sequence.ids[place] == token)
        } else {
          #expect(sequence.targets[place] == token)
        }
      }
      // The end markers are never asked for.
      #expect(sequence.targets.first == Self.ignored && sequence.targets.last == Self.ignored)
    }
  }

  @Test func `of the chosen tokens eight in ten are hidden, one is another, one stays`() {
    let documents = documents(600)
    var counts = (all: 0, chosen: 0, hidden: 0, stays: 0, other: 0)
    for (tokens, sequence) in zip(documents, masked(documents)) {
      counts.all += tokens.count - 2
      for (place, target) in sequence.targets.enumerated() where target != Self.ignored {
        counts.chosen += 1
        switch sequence.ids[place] {
        case 1: counts.hidden += 1
        case target: counts.stays += 1
        default: counts.other += 1
        }
      }
    }
    let chosen = Double(counts.chosen)
    #expect(abs(chosen / Double(counts.all) - 0.3) < 0.01)
    #expect(abs(Double(counts.hidden) / chosen - 0.8) < 0.02)
    // One in ten of the random tokens happens to be the right one.
    #expect(abs(Double(counts.other) / chosen - 0.09) < 0.012)
    #expect(abs(Double(counts.stays) / chosen - 0.11) < 0.012)
  }

  @Test func `a random token is an ordinary one`() {
    let ids = masked(documents(200), share: 1).flatMap { $0.ids[1...40] }
    #expect(ids.allSatisfy { (1..<12).contains($0) })
    #expect(Set(ids) == Set(1..<12))
  }

  @Test func `every text has a place to learn from, unless it has only markers`() {
    for sequence in masked(documents(100, length: 1), share: 0) {
      #expect(sequence.targetCount == 1)
    }
    #expect(masked([[0, 0], [0], []]).map(\.targetCount) == [0, 0, 0])
  }

  @Test func `one seed chooses the same places, another others`() {
    let documents = documents(20)
    #expect(masked(documents) == masked(documents))
    #expect(masked(documents) != masked(documents, seed: 6))
  }

  @Test func `a gap hides one token and asks for it`() {
    let gap = LabeledSequence.gap(at: 2, in: [0, 7, 8, 9], mask: 1)
    #expect(gap == LabeledSequence(ids: [0, 7, 1, 9], targets: [-1, -1, 8, -1]))
  }

  // MARK: The loss

  /// −1/N Σ log p(target) of some sequences, reading both sides.
  private func loss(of model: LanguageModel, on sequences: [LabeledSequence]) -> Double {
    withTape(model.parameters) { tape in
      let count = sequences.reduce(0) { $0 + $1.targetCount }
      let loss = crossEntropy(
        of: model, on: sequences[...], count: count, isCausal: false, tape: tape)
      return Double(loss?.value.scalar ?? .nan)
    }
  }

  @Test func `what stands at a masked place leaves the prediction unchanged`() {
    // Two texts that differ only where they are hidden: the models reads the same.
    let model = makeTinyModel()
    let gaps = [Int32(5), 9].map { LabeledSequence.gap(at: 3, in: [0, 7, 2, $0, 4], mask: 1) }
    #expect(gaps[0].ids == gaps[1].ids)
    var asked = gaps[1]
    asked.targets = gaps[0].targets
    #expect(loss(of: model, on: [asked]) == loss(of: model, on: [gaps[0]]))
    // What stands elsewhere, on either side, does matter.
    for place in [1, 4] {
      var other = gaps[0]
      other.ids[place] = 10
      #expect(abs(loss(of: model, on: [other]) - loss(of: model, on: [gaps[0]])) > 1e-4)
    }
  }

  @Test func `only the chosen places count`() {
    let model = makeTinyModel()
    let sequence = LabeledSequence(ids: [0, 7, 1, 9], targets: [-1, -1, 8, -1])
    let expected = -model.logProbabilities(
      of: [-1, -1, 8, -1], reading: sequence.ids, isCausal: false)[2]
    expectClose(loss(of: model, on: [sequence]), Double(expected), relative: 1e-5)
  }

  // MARK: Training

  /// Trains a tiny model on 20 texts that count upwards, with new gaps in each epoch.
  private func trained(threads: Int) throws -> (model: LanguageModel, losses: [Double]) {
    let texts = (0..<20).map { index in [0] + (0..<6).map { Int32(2 + (index + $0) % 10) } }
    let model = makeTinyModel()
    var options = LanguageModelTrainingOptions(epochs: 4, batchSize: 8, learningRate: 0.01)
    options.isCausal = false
    options.shards = 4
    var random = RandomSource(seed: 3)
    var gaps = RandomSource(seed: 4)
    var losses: [Double] = []
    try model.train(
      inEpochs: { _ in texts.map { .masked($0, by: masking, using: &gaps) } }, options: options,
      workers: Workers(threads: threads), using: &random, report: { losses.append($0.loss) })
    return (model, losses)
  }

  @Test(arguments: [2, 4]) func `masked training gives the same bits with any number of threads`(
    threads: Int
  ) throws {
    let one = try trained(threads: 1)
    let many = try trained(threads: threads)
    #expect(many.model.parameters.bits == one.model.parameters.bits)
    #expect(many.losses == one.losses)
  }

  /// Pinned like the recipe of `LanguageModelTrainingTests`.
  @Test func `the recipe of masked training gives these losses`() throws {
    let losses = try trained(threads: 2).losses
    expectClose([losses[0], losses[5], losses[11]], [2.7420, 2.1943, 2.5141], relative: 1e-3)
  }

  @Test func `each epoch asks for its own sequences`() throws {
    // With a learning rate of 0 a step's loss only depends on what it reads.
    let model = makeTinyModel()
    let epochs = [[Int32]]([[0, 7, 3], [0, 4, 9]]).map { [LabeledSequence.nextToken($0)] }
    var options = LanguageModelTrainingOptions(epochs: 2, batchSize: 1, learningRate: 0)
    options.schedule = .linear(floor: 0)
    var random = RandomSource(seed: 1)
    var losses: [Double] = []
    try model.train(
      inEpochs: { epochs[$0] }, options: options, workers: workers, using: &random,
      report: { losses.append($0.loss) })
    for (loss, sequences) in zip(losses, epochs) {
      expectClose(loss, model.evaluate(on: sequences, workers: workers).loss, relative: 1e-5)
    }
    #expect(losses[0] != losses[1])
  }

  @Test func `an epoch of another size ends the program`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let one = [LabeledSequence.nextToken([0, 7, 3])]
      var random = RandomSource(seed: 1)
      try makeTinyModel().train(
        inEpochs: { $0 == 0 ? one : one + one },
        options: LanguageModelTrainingOptions(epochs: 2, batchSize: 1, learningRate: 0.1),
        workers: Workers(threads: 1), using: &random, report: { _ in })
    }
    #expect(
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        .contains("epoch 1 has 2 sequences"))
  }
}
