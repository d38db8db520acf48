import Models
import Tensors
import TestSupport
import Testing

@Suite struct TransformerTests {
  @Test func `a causal model gives NumPy's logits`() throws {
    let golden = try Golden.read()
    let model = try Golden.makeModel()
    expectClose(model.logits(golden.sequences).flatMap { $0 }, golden.causal.flatMap { $0 })
  }

  @Test func `a bidirectional model gives NumPy's logits`() throws {
    let golden = try Golden.read()
    let model = try Golden.makeModel()
    expectClose(
      model.logits(golden.sequences, isCausal: false).flatMap { $0 },
      golden.bidirectional.flatMap { $0 })
  }

  @Test func `temperature divides the logits`() throws {
    let golden = try Golden.read()
    let model = try Golden.makeModel()
    expectClose(
      model.logits(golden.sequences, temperature: 0.5).flatMap { $0 },
      golden.causal.flatMap { $0.map { 2 * $0 } })
  }

  @Test func `causal logits before a token do not depend on it`() {
    let model = makeTinyModel()
    let sequence = makeSequences(lengths: [10])[0]
    let before = model.logits([sequence])
    for changed in sequence.indices {
      var other = sequence
      other[changed] = (other[changed] + 5) % 12
      let after = model.logits([other])
      for position in sequence.indices {
        #expect(
          (after[position] == before[position]) == (position < changed),
          "token \(changed), logits \(position)")
      }
    }
  }

  @Test func `bidirectional logits depend on every token`() {
    let model = makeTinyModel()
    let sequence = makeSequences(lengths: [6])[0]
    let before = model.logits([sequence], isCausal: false)
    for changed in sequence.indices {
      var other = sequence
      other[changed] = (other[changed] + 5) % 12
      let after = model.logits([other], isCausal: false)
      for position in sequence.indices { #expect(after[position] != before[position]) }
    }
  }

  @Test(arguments: [true, false]) func `sequences of a batch do not see each other`(
    isCausal: Bool
  ) {
    let model = makeTinyModel()
    let sequences = makeSequences(lengths: [3, 9, 1, 5])
    let together = model.logits(sequences, isCausal: isCausal)
    let alone = sequences.flatMap { model.logits([$0], isCausal: isCausal) }
    // A row's bits may depend on its batch, so not exactly.
    expectClose(together.flatMap { $0 }, alone.flatMap { $0 }, relative: 1e-4)
  }

  @Test(arguments: [true, false], [1, 2])
  func `rows that are asked for have the results and the gradient of the whole`(
    isCausal: Bool, layers: Int
  ) {
    let model = makeTinyModel(layers: layers)
    let sequences = makeSequences(lengths: [3, 9, 1, 5])
    // In any order, and one of them twice.
    let rows: [Int32] = [4, 0, 17, 4, 12]
    func read(_ select: (TokenBatch) -> Variable) -> (values: [Float], gradient: [Float]) {
      let gradients = model.parameters.copy()
      gradients.pointer.update(repeating: 0, count: gradients.count)
      let tape = Tape(model.parameters, gradients: gradients)
      let result = select(TokenBatch(sequences, on: tape))
      let values = result.value.values
      tape.backward(from: result.squared.sum(weights: values.indices.map { Float($0 % 7) - 3 }))
      return (values, gradients.values)
    }
    let some = read { batch in
      model.transformer(batch, rows: batch.tape.copy(rows), isCausal: isCausal)
    }
    let whole = read { batch in
      model.transformer(batch, isCausal: isCausal).rows(at: rows)
    }
    expectClose(some.values, whole.values)
    expectClose(some.gradient, whole.gradient)
  }

  // A tape hands out memory that is not cleared, and rows are filled up to whole tiles.
  @Test(arguments: [true, false])
  func `what was in a tape's memory before leaves no trace`(isCausal: Bool) {
    let model = makeTinyModel(contextLength: 40)
    let sequences = makeSequences(lengths: [1, 31, 32, 33])
    let gradients = model.parameters.copy()
    let tape = Tape(model.parameters, gradients: gradients)
    func step() -> (logits: [Float], gradient: [Float]) {
      gradients.pointer.update(repeating: 0, count: gradients.count)
      let logits = model(
        TokenBatch(sequences, on: tape), rows: tape.copy([0, 40, 96]), isCausal: isCausal)
      let values = logits.value.values
      tape.backward(from: logits.consumeForLogProbabilities(of: [1, 5, 11]).tokens.sum())
      return (values, gradients.values)
    }
    func fillMemory(with value: Float) {
      tape.reset()
      _ = tape.constant(Array(repeating: value, count: 1 << 20))
      tape.reset()
    }
    fillMemory(with: 0)
    let clean = step()
    fillMemory(with: .nan)
    let other = step()
    #expect(clean.logits.allSatisfy(\.isFinite) && clean.gradient.allSatisfy(\.isFinite))
    #expect(other.logits == clean.logits)
    #expect(other.gradient == clean.gradient)
  }

  @Test func `a trace keeps each layer's attention, and the stream after each step`() {
    let model = makeTinyModel(layers: 3)
    let sequences = makeSequences(lengths: [4, 2])
    withTape(model.parameters) { tape in
      let trace = Trace()
      let result = model.transformer(TokenBatch(sequences, on: tape), trace: trace)
      #expect(trace.streams.map(\.shape) == Array(repeating: Shape(6, 16), count: 7))
      let last = trace.streams.last.map(model.transformer.finalNorm.callAsFunction)
      #expect(last?.value.values == result.value.values)
      #expect(trace.weights.count == 3)
      for weights in trace.weights {
        #expect(weights.heads == 2)
        for (index, sequence) in sequences.enumerated() {
          for head in 0..<2 {
            let map = weights[sequence: index, head: head]
            #expect(map.shape == Shape(sequence.count, sequence.count))
            for query in sequence.indices {
              let row = sequence.indices.map { map[query, $0] }
              expectClose(row.reduce(0, +), 1)
              #expect(row[(query + 1)...].allSatisfy { $0 == 0 })
            }
          }
        }
      }
    }
  }
}
