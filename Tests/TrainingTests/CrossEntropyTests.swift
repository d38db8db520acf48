import Glibc
import Models
import Tensors
import TestSupport
import Testing
import Training

@Suite struct CrossEntropyTests {
  private let ignored = LabeledSequence.ignored

  private func loss(
    _ model: LanguageModel, _ sequences: [LabeledSequence], count: Int? = nil,
    isCausal: Bool = true
  ) -> Double? {
    withTape(model.parameters) { tape in
      crossEntropy(
        of: model, on: sequences[...],
        count: count ?? sequences.reduce(0) { $0 + $1.targetCount }, isCausal: isCausal, tape: tape
      ).map { Double($0.value.scalar) }
    }
  }

  @Test func `it is minus the mean log-probability of the targets that count`() throws {
    // p = 1/8, 2/8, 5/8, whatever was read. Targets 1, 2 and 0 count:
    // −(ln 2/8 + ln 5/8 + ln 1/8) / 3 = (1.386294 + 0.470004 + 2.079442) / 3 = 1.311913.
    let sequences = [
      LabeledSequence(ids: [0, 1, 2], targets: [1, ignored, 2]),
      LabeledSequence(ids: [2, 2], targets: [ignored, 0]),
    ]
    expectClose(try #require(loss(makeConstantModel(), sequences)), 1.311913, relative: 1e-6)
  }

  @Test func `a model that knows nothing pays the log of the vocabulary`() throws {
    let model = makeTinyModel()
    model.parameters.fill(model.transformer.tokenEmbedding, with: 0)
    let sequence = LabeledSequence.nextToken([0, 4, 7, 11, 0])
    expectClose(try #require(loss(model, [sequence])), log(Double(12)))
  }

  @Test func `tokens of the prompt carry no loss`() throws {
    let model = makeTinyModel()
    let sequence = LabeledSequence.completion(prompt: [0, 7, 8, 3], completion: [9, 5, 0])
    let whole = LabeledSequence.nextToken([0, 7, 8, 3, 9, 5, 0])
    let logs = model.logProbabilities(of: whole.targets, reading: whole.ids).map(Double.init)
    // Positions 3, 4, 5 predict the completion.
    expectClose(try #require(loss(model, [sequence])), -(logs[3] + logs[4] + logs[5]) / 3)
    #expect(loss(model, [sequence]) != loss(model, [whole]))
  }

  @Test func `what a masked position should have said does not matter`() throws {
    // Every target after the first three is masked. Another text there, and so another target in
    // the text, leaves the loss as it is: bit for bit, as the model is causal.
    let model = makeTinyModel()
    let tokens = makeSequences(lengths: [9])[0]
    func masked(_ tokens: [Int32]) -> LabeledSequence {
      var sequence = LabeledSequence.nextToken(tokens)
      for position in 3..<sequence.targets.count { sequence.targets[position] = ignored }
      return sequence
    }
    let before = try #require(loss(model, [masked(tokens)]))
    for changed in 4..<9 {
      var other = tokens
      other[changed] = (other[changed] + 1) % 12
      #expect(loss(model, [masked(other)]) == before)
    }
    // The test can fail: the last target that counts does matter.
    var other = tokens
    other[3] = (other[3] + 1) % 12
    #expect(loss(model, [masked(other)]) != before)
  }

  @Test func `a sequence of which nothing is asked gives no gradient`() throws {
    let model = makeTinyModel()
    let asked = LabeledSequence(ids: [0, 4, 7], targets: [4, 7, 0])
    let silent = LabeledSequence(ids: [2, 3, 5], targets: [ignored, ignored, ignored])
    func gradients(_ sequences: [LabeledSequence]) throws -> [Float] {
      let gradients = model.parameters.copy()
      for parameter in gradients.layout { gradients.fill(parameter, with: 0) }
      let tape = Tape(model.parameters, gradients: gradients)
      let loss = crossEntropy(of: model, on: sequences[...], count: 3, tape: tape)
      tape.backward(from: try #require(loss))
      return gradients.values
    }
    expectClose(try gradients([asked, silent]), try gradients([asked]))
  }

  @Test(arguments: [1, 2, 3, 5, 8]) func `the shards' losses add up to the batch's`(
    shards: Int
  ) throws {
    let model = makeTinyModel()
    let batch = makeSequences(lengths: [4, 9, 2, 6, 3]).map(LabeledSequence.nextToken)
    let count = batch.reduce(0) { $0 + $1.targetCount }
    let parts = (0..<shards).map { shard in
      loss(model, Array(batch[batch.shard(shard, of: shards)]), count: count) ?? 0
    }
    expectClose(parts.reduce(0, +), try #require(loss(model, batch)))
  }

  @Test func `where nothing counts there is no loss`() {
    let model = makeTinyModel()
    #expect(loss(model, [], count: 1) == nil)
    #expect(
      loss(model, [LabeledSequence(ids: [1, 2], targets: [ignored, ignored])], count: 1) == nil)
  }

  @Test func `a bidirectional model reads what follows, a causal one does not`() throws {
    let model = makeTinyModel()
    let sequence = LabeledSequence(ids: [3, 1, 8], targets: [ignored, 6, ignored])
    let other = LabeledSequence(ids: [3, 1, 9], targets: [ignored, 6, ignored])
    #expect(loss(model, [sequence]) == loss(model, [other]))
    #expect(loss(model, [sequence], isCausal: false) != loss(model, [other], isCausal: false))
    let log = model.logProbabilities(of: [0, 6, 0], reading: [3, 1, 8], isCausal: false)[1]
    expectClose(try #require(loss(model, [sequence], isCausal: false)), -Double(log))
  }

  @Test(arguments: [true, false]) func `its gradient is the difference quotient, at every index`(
    isCausal: Bool
  ) {
    let model = makeTinyModel(vocabularySize: 5, width: 4, deviation: 0.5)
    let sequences = [
      LabeledSequence(ids: [0, 3, 1, 4], targets: [3, ignored, 4, 0]),
      LabeledSequence(ids: [2, 2], targets: [ignored, 1]),
    ]
    let comparisons = checkGradient(of: model.parameters, scale: 0.1) { tape in
      crossEntropy(
        of: model, on: sequences[...], count: 4, isCausal: isCausal, tape: tape
      ) ?? tape.constant([0])
    }
    #expect(comparisons.count == model.parameters.count)
    #expect((comparisons.first?.relativeError ?? .nan) < 1e-2, "\(comparisons.prefix(3))")
  }
}
