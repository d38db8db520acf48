import Tensors
import Testing

/// A programmer's error ends the program and says what was given, in optimised builds too.
/// Each case runs in a process of its own.
@Suite struct ShapeErrorTests {
  @Test(arguments: Mistake.allCases) func `a mistake ends the program, and names what was given`(
    _ mistake: Mistake
  ) async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [mistake] in
      mistake.make()
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    for word in mistake.named { #expect(message.contains(word), "\(message)") }
  }
}

enum Mistake: CaseIterable, Codable {
  case addition, linear, residual, layerNorm, logits, attentionRows, attentionHeads
  case token, position, targets, row, constant, weights, scalar, backwardFromMany, backwardOnPlain
  case gradients, logitsTwice
  case element, elementOfAll, wholeRow, probabilities, place, number, values, range, head

  /// What the message must name: what was given, and what was expected.
  var named: [String] {
    switch self {
    case .addition: ["[2, 3]", "[3, 2]"]
    case .linear: ["[4, 3]", "rows of 3"]
    case .residual: ["[3, 2]", "[2, 3]"]
    case .layerNorm: ["rows of 2", "[3]"]
    case .logits: ["rows of 2", "[4, 3]"]
    case .attentionRows: ["layout of 4 rows", "[2, 3]"]
    case .attentionHeads: ["2 heads", "3"]
    case .token: ["token 4", "4 of the vocabulary"]
    case .position: ["position -1", "context of 2"]
    case .targets: ["1 tokens", "[2, 3]"]
    case .row: ["row 2", "[2, 3]"]
    case .constant: ["6 values", "[2, 2]"]
    case .weights: ["2 weights", "[2, 3]"]
    case .scalar: ["scalar", "[2, 3]"]
    case .backwardFromMany: ["one number", "[2, 3]"]
    case .backwardOnPlain: ["does not record"]
    case .logitsTwice: ["[2, 3]", "probabilities already"]
    case .gradients: ["27 parameters", "6 gradients"]
    case .element: ["[1, 3]", "[2, 3]"]
    case .elementOfAll: ["element 6", "[2, 3]"]
    case .wholeRow: ["row -1", "[2, 3]"]
    case .probabilities: ["row 2", "[2, 3]"]
    case .place: ["place 2 of 2"]
    case .number: ["27..<28 of 27"]
    case .values: ["2 values", "[3]"]
    case .range: ["20..<28 of 27"]
    case .head: ["head 1 of 1"]
    }
  }

  func make() {
    let parameters = makeParameters([
      "wide": Shape(2, 3), "tall": Shape(3, 2), "weight": Shape(4, 3), "bias": Shape(3),
    ])
    let tape =
      self == .backwardOnPlain
      ? Tape(parameters) : Tape(parameters, gradients: makeGradients(for: parameters))
    let wide = tape["wide"]
    let tall = tape["tall"]
    let weight = tape.parameter("weight")
    let bias = tape.parameter("bias")
    switch self {
    case .addition: _ = wide + tall
    case .linear: _ = wide.linear(weight: weight, bias: bias)
    case .residual:
      let input = tape.constant(Array(repeating: 1, count: 8), shape: Shape(2, 4))
      _ = input.linear(weight: weight, bias: bias, addedTo: tall)
    case .layerNorm: _ = tall.layerNorm(gain: bias, bias: bias)
    case .logits: _ = tall.logits(table: weight)
    case .attentionRows:
      let layout = SequenceLayout(lengths: [1, 3], on: tape)
      _ = wide.attention(layout: layout, heads: 1, isCausal: true)
    case .attentionHeads:
      let layout = SequenceLayout(lengths: [2], on: tape)
      _ = wide.attention(layout: layout, heads: 2, isCausal: true)
    case .token: _ = tape.embedding(weight, tape.parameter("wide"), ids: [4], at: [0])
    case .position: _ = tape.embedding(weight, tape.parameter("wide"), ids: [3], at: [-1])
    case .targets: _ = wide.consumeForLogProbabilities(of: [0])
    case .row: _ = wide.rows(at: [2])
    case .constant: _ = tape.constant(wide.value.values, shape: Shape(2, 2))
    case .weights: _ = wide.sum(weights: [1, 2])
    case .logitsTwice:
      _ = wide.consumeForLogProbabilities(of: [0, 0])
      _ = wide.consumeForLogProbabilities(of: [1, 1])
    case .scalar: _ = wide.value.scalar
    case .backwardFromMany: tape.backward(from: wide)
    case .backwardOnPlain: tape.backward(from: wide.mean)
    case .gradients: _ = Tape(parameters, gradients: makeParameters(["bias": Shape(6)]))
    case .element: _ = wide.value[1, 3]
    case .elementOfAll: _ = wide.value[6]
    case .wholeRow: _ = wide.value.values(row: -1)
    case .probabilities: _ = wide.value.probabilities(row: 2)
    case .place: tape.makeIntegers(2)[2] = 0
    case .number: parameters[27] = 0
    case .values: parameters.set(bias, to: [1, 2])
    case .range: _ = parameters.sumOfSquares(in: 20..<28)
    case .head:
      let layout = SequenceLayout(lengths: [2], on: tape)
      let weights = wide.attention(layout: layout, heads: 1, isCausal: true).weights
      _ = weights[sequence: 0, head: 1]
    }
  }
}
