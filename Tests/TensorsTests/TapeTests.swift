import Tensors
import TestSupport
import Testing

@Suite struct TapeTests {
  private let parameters = makeParameters([
    "tokens": Shape(9, 8), "positions": Shape(6, 8), "weight": Shape(8, 24), "bias": Shape(24),
    "unused": Shape(3),
  ])

  /// The cross-entropy of a small model that has most operations.
  private func loss(_ tape: Tape, ids: [Int32]) -> Variable {
    let rows = tape.embedding(
      tape.parameter("tokens"), tape.parameter("positions"), ids: ids,
      at: (0..<Int32(ids.count)))
    let packed = rows.linear(weight: tape.parameter("weight"), bias: tape.parameter("bias"))
    let layout = SequenceLayout(lengths: [Int32(ids.count)], on: tape)
    let mixed = packed.attention(layout: layout, heads: 2, isCausal: true).result
    let logits = mixed.logits(table: tape.parameter("tokens"))
    return -logits.consumeForLogProbabilities(of: ids).tokens.mean
  }

  private func gradient(of batches: [[Int32]], on makeTape: (Parameters) -> Tape) -> [Float] {
    let gradients = makeGradients(for: parameters)
    let tape = makeTape(gradients)
    for ids in batches {
      tape.backward(from: loss(tape, ids: ids))
      tape.reset()
    }
    return gradients.values
  }

  private func gradient(of batches: [Int32]...) -> [Float] {
    gradient(of: batches) { Tape(parameters, gradients: $0) }
  }

  @Test func `fresh tapes give the same bits`() {
    #expect(gradient(of: [1, 2, 3, 4]) == gradient(of: [1, 2, 3, 4]))
  }

  @Test func `a tape that was used before gives the same bits`() {
    let gradients = makeGradients(for: parameters)
    let tape = Tape(parameters, gradients: gradients)
    for ids: [Int32] in [[8, 7, 0, 1, 1, 1], [5]] {
      tape.backward(from: loss(tape, ids: ids))
      tape.reset()
    }
    for parameter in gradients.layout { gradients.fill(parameter, with: 0) }
    tape.backward(from: loss(tape, ids: [1, 2, 3, 4]))
    #expect(gradients.values == gradient(of: [1, 2, 3, 4]))
  }

  @Test func `gradients of two batches add up`() {
    let sum = zip(gradient(of: [1, 2, 3, 4]), gradient(of: [8, 5])).map { $0 + $1 }
    expectClose(gradient(of: [1, 2, 3, 4], [8, 5]), sum, relative: 1e-6)
  }

  @Test func `memory is steady after the first steps`() {
    let gradients = makeGradients(for: parameters)
    let tape = Tape(parameters, gradients: gradients)
    var memory: [Int] = []
    for _ in 0..<5 {
      var total = loss(tape, ids: [1, 2, 3])
      // About 10 MB.
      for _ in 0..<2500 { total = total + loss(tape, ids: [1, 2, 3]) }
      tape.backward(from: total)
      memory.append(tape.memory)
      tape.reset()
    }
    #expect(memory[0] > 4 << 20, "\(memory)")
    #expect(Set(memory.dropFirst()).count == 1, "\(memory)")
  }

  @Test func `a tape without gradients computes the same and records nothing`() {
    let plain = Tape(parameters)
    let recording = Tape(parameters, gradients: makeGradients(for: parameters))
    #expect(!plain.isRecording)
    #expect(recording.isRecording)
    let ids: [Int32] = [3, 1, 2]
    #expect(loss(plain, ids: ids).value.scalar == loss(recording, ids: ids).value.scalar)
  }

  @Test func `a parameter that the loss does not read gets no gradient`() {
    let gradients = makeGradients(for: parameters)
    let tape = Tape(parameters, gradients: gradients)
    tape.backward(from: loss(tape, ids: [1, 2]))
    #expect(gradients[gradients.parameter("unused")].values == [0, 0, 0])
    // Position 2 was not read either.
    #expect(gradients[gradients.parameter("positions")].values[16...].allSatisfy { $0 == 0 })
    #expect(gradients[gradients.parameter("positions")].values[..<16].allSatisfy { $0 != 0 })
  }

  @Test func `constants move no parameter's gradient`() {
    let gradients = makeGradients(for: parameters)
    let tape = Tape(parameters, gradients: gradients)
    let constant = tape.constant([1, 2, 3])
    tape.backward(from: (constant * constant.exponential).sum())
    #expect(gradients.values.allSatisfy { $0 == 0 })

    // As a factor a constant is a slope: d (c · x) / dx = c.
    tape.reset()
    let factor = tape.constant([4, 5, 6])
    tape.backward(from: (factor * tape["unused"]).sum())
    #expect(gradients[gradients.parameter("unused")].values == [4, 5, 6])
  }

  @Test func `a constant is a copy`() {
    let tape = Tape(parameters)
    var numbers: [Float] = [1, 2, 3, 4]
    let constant = tape.constant(numbers, shape: Shape(2, 2))
    numbers[0] = 9
    #expect(constant.value.values == [1, 2, 3, 4])
    #expect(constant.value[1, 0] == 3)
    #expect(tape.constant([]).value.count == 0)
  }

  @Test func `what no operation made keeps its gradient, results give theirs back`() {
    let tape = Tape(parameters, gradients: makeGradients(for: parameters))
    let x = tape.constant([1, 2, 3])
    let y = x.squared
    let unread = 2 * x
    #expect(x.gradient == nil)
    tape.backward(from: (3 * y).sum())
    #expect(x.gradient?.values == [6, 12, 18])
    #expect(y.gradient == nil)
    #expect(unread.gradient == nil)
  }

  @Test func `a residual that is read again later gets both gradients`() {
    let gradients = makeGradients(for: parameters)
    let tape = Tape(parameters, gradients: gradients)
    let x = tape.constant(Array(repeating: 1, count: 16), shape: Shape(2, 8))
    let stream = tape.constant(Array(repeating: 2, count: 48), shape: Shape(2, 24))
    let next = x.linear(
      weight: tape.parameter("weight"), bias: tape.parameter("bias"), addedTo: stream)
    let last = x.linear(
      weight: tape.parameter("weight"), bias: tape.parameter("bias"), addedTo: next)
    tape.backward(from: (last + 10 * stream + 100 * next).sum())
    // Through `next` 1 and 100, through `last` by way of `next`, and 10 directly.
    #expect(stream.gradient?.values == Array(repeating: 111, count: 48))
  }

  @Test func `of equal elements the first gets the gradient of a maximum`() {
    let tape = Tape(parameters, gradients: makeGradients(for: parameters))
    let x = tape.constant([1, 1])
    let y = tape.constant([1, 2])
    tape.backward(from: max(x, y).sum())
    #expect(x.gradient?.values == [1, 0])
    #expect(y.gradient?.values == [0, 1])
  }

  @Test func `a clamp passes gradients inside its range and at its bounds, not beyond`() {
    let tape = Tape(parameters, gradients: makeGradients(for: parameters))
    let x = tape.constant([-1.5, -1, 0, 2, 2.5])
    let clamped = x.clamped(to: -1...2)
    tape.backward(from: clamped.sum())
    #expect(clamped.value.values == [-1, -1, 0, 2, 2])
    #expect(x.gradient?.values == [0, 1, 1, 1, 0])
  }

  @Test func `a variable is a copy of its parameter`() {
    let copy = parameters.copy()
    let tape = Tape(copy)
    let variable = tape["unused"]
    copy.fill(copy.parameter("unused"), with: 0)
    #expect(variable.value.values == parameters["unused"]?.values)
  }
}
