import Models
import Tensors
import TestSupport
import Testing
import Training

@Suite struct EvaluationTests {
  private let workers = Workers(threads: 2)
  private let ignored = LabeledSequence.ignored

  @Test func `a worked case`() {
    // p = 1/8, 2/8, 5/8 everywhere, so token 2 is the likeliest. Entropy of each prediction:
    // ⅛ ln 8 + ¼ ln 4 + ⅝ ln 1.6 = 0.259930 + 0.346574 + 0.293752 = 0.900256.
    let result = makeConstantModel().evaluate(
      on: [
        LabeledSequence(ids: [0, 1, 2], targets: [1, ignored, 2]),
        LabeledSequence(ids: [2, 2], targets: [ignored, 0]),
      ], workers: workers)
    #expect(result.sequences.map(\.count) == [2, 1])
    #expect(result.sequences.map(\.hits) == [1, 0])
    expectClose(result.sequences[0].nats, 1.386294 + 0.470004, relative: 1e-6)
    expectClose(result.sequences[1].nats, 2.079442, relative: 1e-6)
    expectClose(result.loss, 1.311913, relative: 1e-6)
    expectClose(result.accuracy, 1.0 / 3)
    expectClose(result.entropy, 0.900256, relative: 1e-6)
  }

  @Test(arguments: [true, false]) func `the loss is the one that is trained on`(
    isCausal: Bool
  ) throws {
    let model = makeTinyModel()
    var sequences = makeSequences(lengths: [5, 9, 2, 7]).map(LabeledSequence.nextToken)
    sequences[1].targets[0...3] = [ignored, ignored, ignored, ignored]
    let trained = withTape(model.parameters) { tape in
      crossEntropy(
        of: model, on: sequences[...],
        count: sequences.reduce(0) { $0 + $1.targetCount },
        isCausal: isCausal, tape: tape
      )?.value.scalar
    }
    let result = model.evaluate(on: sequences, isCausal: isCausal, workers: workers)
    expectClose(result.loss, Double(try #require(trained)))
  }

  @Test func `many sequences are measured as each alone, in order`() {
    // More than two chunks of 32.
    let model = makeTinyModel()
    let sequences = makeSequences(lengths: (0..<70).map { 2 + $0 % 7 })
      .map(LabeledSequence.nextToken)
    let result = model.evaluate(on: sequences, workers: workers)
    #expect(result.sequences.map(\.count) == sequences.map(\.targetCount))
    let alone = sequences.map { model.evaluate(on: [$0], workers: workers).sequences[0].nats }
    expectClose(result.sequences.map(\.nats), alone)
  }

  @Test func `results are the same bits with any number of threads`() {
    let model = makeTinyModel()
    let sequences = makeSequences(lengths: (0..<100).map { 2 + $0 % 9 })
      .map(LabeledSequence.nextToken)
    let alone = model.evaluate(on: sequences, workers: Workers(threads: 1))
    for threads in [2, 4] {
      let result = model.evaluate(on: sequences, workers: Workers(threads: threads))
      #expect(result.sequences.map(\.nats) == alone.sequences.map(\.nats))
      #expect(result.entropy == alone.entropy)
    }
  }

  @Test func `measuring leaves the weights alone`() {
    let model = makeTinyModel()
    let before = model.parameters.bits
    _ = model.evaluate(on: [.nextToken([0, 1, 2, 0])], workers: workers)
    #expect(model.parameters.bits == before)
  }

  @Test func `nothing measured is 0, not NaN`() {
    let result = makeTinyModel().evaluate(on: [], workers: workers)
    #expect(result.loss == 0)
    #expect(result.accuracy == 0)
  }
}
