import Tensors
import Testing

/// Every derivative of every operation against central differences.
@Suite struct GradientTests {
  @Test(arguments: Use.allCases) func `the gradient of embedding is the central difference`(
    _ use: Use
  ) {
    expectGradients(["tokens": Shape(5, 3), "positions": Shape(4, 3), "x": Shape(6, 3)], use) {
      tape, x in
      // Token 1 and position 0 come twice, token 0 and position 3 never.
      let rows = tape.embedding(
        tape.parameter("tokens"), tape.parameter("positions"), ids: [1, 4, 1, 2, 3, 2],
        at: [0, 1, 2, 0, 1, 2])
      return rows * x
    }
  }

  // 5 elements are less than one SIMD vector, 35 are two and a rest.
  @Test(arguments: Use.allCases, [5, 35])
  func `the gradient of layer norm is the central difference`(_ use: Use, width: Int) {
    expectGradients(["x": Shape(3, width), "gain": Shape(width), "bias": Shape(width)], use) {
      tape, x in
      x.layerNorm(gain: tape.parameter("gain"), bias: tape.parameter("bias"))
    }
  }

  @Test(arguments: Use.allCases) func `the gradient of linear is the central difference`(_ use: Use)
  {
    expectGradients(["x": Shape(5, 4), "weight": Shape(4, 3), "bias": Shape(3)], use) {
      tape, x in
      x.linear(weight: tape.parameter("weight"), bias: tape.parameter("bias"))
    }
  }

  @Test(arguments: Use.allCases)
  func `the gradient of linear with a residual is the central difference`(_ use: Use) {
    expectGradients(
      ["residual": Shape(5, 3), "x": Shape(5, 4), "weight": Shape(4, 3), "bias": Shape(3)], use
    ) { tape, x in
      x.linear(
        weight: tape.parameter("weight"), bias: tape.parameter("bias"),
        addedTo: tape["residual"])
    }
    expectGradients(["x": Shape(5, 3), "weight": Shape(3, 3), "bias": Shape(3)], use) {
      tape, x in
      x.linear(weight: tape.parameter("weight"), bias: tape.parameter("bias"), addedTo: x)
    }
  }

  @Test(arguments: Use.allCases, [1, 0.5, 2] as [Float])
  func `the gradient of logits is the central difference`(_ use: Use, temperature: Float) {
    expectGradients(["x": Shape(4, 3), "table": Shape(7, 3)], use) { tape, x in
      x.logits(table: tape.parameter("table"), temperature: temperature)
    }
  }

  @Test(arguments: Use.allCases) func `the gradient of GELU is the central difference`(_ use: Use) {
    expectGradients(["x": Shape(5, 7)], deviation: 2, use) { _, x in x.gelu }
  }

  @Test(arguments: Use.allCases, [true, false])
  func `the gradient of attention is the central difference`(_ use: Use, isCausal: Bool) {
    expectGradients(["x": Shape(9, 18)], use) { tape, x in
      let layout = SequenceLayout(lengths: [3, 1, 5], on: tape)
      return x.attention(layout: layout, heads: 2, isCausal: isCausal).result
    }
  }

  @Test(arguments: Use.allCases)
  func `the gradient of attention with hidden tokens is the central difference`(_ use: Use) {
    let hidden = [true, false, false, false, false, false, true, true, false]
    expectGradients(["x": Shape(9, 18)], use) { tape, x in
      let layout = SequenceLayout(lengths: [3, 1, 5], hidden: hidden, on: tape)
      return x.attention(layout: layout, heads: 2, isCausal: true).result
    }
  }

  // Scores go in tiles of 32 queries: 66 are two tiles and two rows more.
  @Test(arguments: [true, false])
  func `the gradient of attention is right beyond one tile of queries`(isCausal: Bool) {
    expectGradients(["x": Shape(69, 6)], .alone) { tape, x in
      let layout = SequenceLayout(lengths: [2, 66, 1], on: tape)
      return x.attention(layout: layout, heads: 1, isCausal: isCausal).result
    }
  }

  @Test(arguments: Use.allCases) func `the gradient of row selection is the central difference`(
    _ use: Use
  ) {
    expectGradients(["x": Shape(4, 3)], use) { _, x in x.rows(at: [3, 0, 3]) }
  }

  @Test(arguments: Use.allCases, [6, 20])
  func `the gradient of log-probabilities is the central difference`(_ use: Use, vocabulary: Int32)
  {
    // Logits are used up, so another operation gets a copy.
    expectGradients(["x": Shape(4, Int(vocabulary))], use) { tape, x in
      (1 * x).consumeForLogProbabilities(of: [vocabulary - 1, 0, 2, 2]).tokens
    }
  }

  @Test(arguments: Use.allCases, Unary.allCases)
  func `the gradient of a function of one variable is the central difference`(
    _ use: Use, function: Unary
  ) {
    expectGradients(of: makeParameters(["x": Unary.places]), use) { _, x in function(x) }
  }

  @Test(arguments: Use.allCases, Binary.allCases)
  func `the gradients of a function of two variables are central differences`(
    _ use: Use, function: Binary
  ) {
    let parameters = makeParameters(["x": Binary.left, "y": Binary.right])
    expectGradients(of: parameters, use) { tape, x in function(x, tape["y"]) }
    expectGradients(of: parameters, use) { tape, x in function(tape["y"], x) }
  }

  @Test func `a variable used twice gets both gradients`() {
    // d (x² + x + x) / dx = 2x + 2, exactly: 8 at 3 and 1 at −0.5.
    let parameters = makeParameters(["x": [3, -0.5]])
    let gradients = makeGradients(for: parameters)
    let tape = Tape(parameters, gradients: gradients)
    let x = tape["x"]
    tape.backward(from: (x * x + (x + x)).sum())
    #expect(gradients.values == [8, 1])
    expectGradients(of: parameters, .alone) { _, x in (x * x) * x - x.squared * (2 * x) }
  }

  @Test func `a parameter that is read twice gets both gradients`() {
    expectGradients(of: makeParameters(["x": [3, -0.5]]), .alone) { tape, x in
      x.squared + 3 * tape["x"]
    }
  }

  @Test(arguments: Use.allCases)
  func `the gradient of sums of stretches is the central difference`(_ use: Use) {
    // One stretch is empty.
    expectGradients(["x": Shape(7, 1)], use) { _, x in x.sums(ofEach: [3, 0, 1, 3]).squared }
  }

  @Test func `stretches are summed one after another`() {
    let tape = Tape(makeParameters(["x": [1, 2, 3, 4]]))
    let sums = tape["x"].sums(ofEach: [1, 0, 3])
    #expect(sums.value.values == [1, 0, 9])
    #expect(sums.shape == Shape(3, 1))
  }

  @Test(arguments: Use.allCases) func `the gradient of a sum is the central difference`(_ use: Use)
  {
    let shapes: KeyValuePairs = ["x": Shape(2, 3)]
    expectGradients(shapes, use) { _, x in x.sum(weights: [1, 0, -2, 0.5, 0, 3], scale: 0.3) }
    expectGradients(shapes, use) { _, x in x.sum() }
    expectGradients(shapes, use) { _, x in x.mean }
  }
}

/// What else uses the input of the operation under test. Where several do, their gradients add up,
/// and which comes first decides who writes and who adds.
enum Use: CaseIterable {
  case alone, beforeAnother, afterAnother
}

/// Functions of one variable, and places for them away from the kinks of `clamped`.
enum Unary: CaseIterable {
  case exponential, logSigmoid, squared, scaled, negated, clamped

  static let places: [Float] = [-2.1, -1.2, -0.4, 0.1, 0.9, 1.3, 2.2]

  func callAsFunction(_ x: Variable) -> Variable {
    switch self {
    case .exponential: x.exponential
    case .logSigmoid: x.logSigmoid
    case .squared: x.squared
    case .scaled: -2.5 * x
    case .negated: -x
    case .clamped: x.clamped(to: -1...1.1)
    }
  }
}

/// Functions of two variables, and places for them away from where the two are equal.
enum Binary: CaseIterable {
  case add, subtract, multiply, maximum

  static let left: [Float] = [-1, 0.5, 2, 1.2, -0.3]
  static let right: [Float] = [1, -0.5, 1, 1.5, -2]

  func callAsFunction(_ x: Variable, _ y: Variable) -> Variable {
    switch self {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .maximum: max(x, y)
    }
  }
}

private func expectGradients(
  _ shapes: KeyValuePairs<String, Shape>, deviation: Double = 1, _ use: Use,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ operation: (Tape, _ x: Variable) -> Variable
) {
  expectGradients(
    of: makeParameters(shapes, deviation: deviation), use, sourceLocation: sourceLocation,
    operation)
}

/// Expects the gradient of `operation` by every element of every parameter to be the difference.
private func expectGradients(
  of parameters: Parameters, _ use: Use, sourceLocation: SourceLocation = #_sourceLocation,
  _ operation: (Tape, _ x: Variable) -> Variable
) {
  // A loss of some tens is rounded by 4 · 10⁻⁶, which a step of 10⁻² makes 2 · 10⁻⁴ of a derivative.
  let comparisons = checkGradient(of: parameters, scale: 5e-2) { tape in
    let x = tape["x"]
    switch use {
    case .alone: return operation(tape, x).spread
    case .beforeAnother:
      let result = operation(tape, x)
      return result.spread + x.squared.spread
    case .afterAnother:
      let other = x.squared
      return operation(tape, x).spread + other.spread
    }
  }
  #expect(comparisons.count == parameters.count, sourceLocation: sourceLocation)
  if let worst = comparisons.first, !(worst.relativeError < 0.01) {
    Issue.record("\(worst)", sourceLocation: sourceLocation)
  }
}
