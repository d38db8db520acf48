import Foundation
import Tensors
import TestSupport
import Testing

/// Where single precision could go wrong: large, equal and tiny numbers.
@Suite struct NumericsTests {
  /// The distribution of one row of logits.
  private func softmax(_ logits: [Float]) -> [Float] {
    let tape = makePlainTape()
    let row = tape.constant(logits, shape: Shape(1, logits.count))
    return row.consumeForLogProbabilities(of: [0]).distributions.values
  }

  /// log softmax(logits)[id].
  private func logProbability(_ id: Int32, _ logits: [Float]) -> Float {
    let tape = makePlainTape()
    let row = tape.constant(logits, shape: Shape(1, logits.count))
    return row.consumeForLogProbabilities(of: [id]).tokens.value.scalar
  }

  @Test(arguments: [1, 2, 15, 16, 17, 100], [0, 1, 30, 1e4] as [Float])
  func `softmax rows sum to one`(count: Int, deviation: Float) {
    let probabilities = softmax((0..<count).map { deviation * sin(Float($0) * 12.9) })
    #expect(probabilities.allSatisfy { $0 >= 0 })
    expectClose(probabilities.reduce(0) { $0 + Double($1) }, 1.0, relative: 1e-6)
  }

  @Test(arguments: [1, 2, 7, 16, 50], [-1e4, -3, 0, 3, 1e4] as [Float])
  func `equal logits give equal probabilities`(count: Int, logit: Float) {
    let probabilities = softmax(Array(repeating: logit, count: count))
    #expect(Set(probabilities).count == 1)
    expectClose(probabilities, Array(repeating: 1 / Double(count), count: count), relative: 3e-7)
  }

  @Test func `softmax survives logits of ±10 000`() {
    #expect(softmax([1e4, -1e4]).map { $0 < 1e-37 ? 0 : $0 } == [1, 0])
    #expect(softmax([-1e4, 1e4]).map { $0 < 1e-37 ? 0 : $0 } == [0, 1])
    expectClose(logProbability(0, [1e4, -1e4]), 0, "the log-probability of a certain token")
    expectClose(logProbability(1, [1e4, -1e4]), -2e4, relative: 1e-6)
  }

  @Test func `adding one number to all logits changes nothing`() {
    let logits: [Float] = [1, 0.5, -2, 3]
    expectClose(softmax(logits.map { $0 + 64 }), softmax(logits), relative: 1e-6)
  }

  @Test(arguments: [3, 20]) func `a logit that is not a number is not hidden`(count: Int) {
    var logits = [Float](repeating: 0, count: count)
    logits[count - 1] = .nan
    #expect(softmax(logits).allSatisfy { $0.isNaN })
    #expect(logProbability(0, logits).isNaN)
  }

  @Test func `the exponential of softmax is exact to two units in the last place`() {
    // Beside a logit of 0, the largest, that of x ≤ 0 gets e^x times as much.
    for start in stride(from: Float(-87), through: 0, by: 0.5) {
      // One vector of sixteen, and another that is not full.
      let places = (0..<20).map { start + Float($0) * 0.025 }.filter { $0 <= 0 }
      let probabilities = softmax([0] + places)
      for (x, probability) in zip(places, probabilities.dropFirst()) {
        let ratio = Double(probability) / Double(probabilities[0])
        // Besides two units, 2 · 2⁻²³, the normalization rounds each of the two.
        expectClose(ratio, exp(Double(x)), relative: 3 * 0x1p-23, "e^\(x)")
      }
    }
  }

  @Test func `the elementwise exponential is Foundation's from -87 to 88`() {
    let places = stride(from: Float(-87), through: 88, by: 0.37).map { $0 }
    let tape = makePlainTape()
    let values = tape.constant(places).exponential.value.values
    for (x, value) in zip(places, values) {
      expectClose(value, Float(exp(Double(x))), relative: 2e-7, "e^\(x)")
    }
  }

  @Test func `GELU is right to 3e-7 of its input`() throws {
    let places = stride(from: Float(-12), through: 12, by: 0.0137).map { $0 }
    let tape = makePlainTape()
    for (x, value) in zip(places, tape.constant(places).gelu.value.values) {
      let exact = Double(x)
      let tanh = tanh((2 / Double.pi).squareRoot() * (exact + 0.044715 * exact * exact * exact))
      let expected = 0.5 * exact * (1 + tanh)
      try #require(abs(Double(value) - expected) <= 3e-7 * max(abs(exact), 1e-3), "GELU(\(x))")
    }
  }

  @Test(arguments: [8, 20, 100, 1e4, 1e10] as [Float])
  func `GELU is x far above zero and nothing far below`(x: Float) {
    let parameters = makeParameters(["x": [x, -x]])
    let gradients = makeGradients(for: parameters)
    let tape = Tape(parameters, gradients: gradients)
    let result = tape["x"].gelu
    expectClose(result.value.values, [x, 0], relative: 1e-19)
    tape.backward(from: result.sum())
    expectClose(gradients.values, [1, 0], relative: 1e-19)
  }

  @Test(arguments: [(-1e4, -1e4, 1), (-100, -100, 1), (0, -log(2), 0.5), (1e4, 0, 0)])
  func `log-sigmoid survives ±10 000`(x: Double, value: Double, slope: Double) {
    let parameters = makeParameters(["x": [Float(x)]])
    let gradients = makeGradients(for: parameters)
    let tape = Tape(parameters, gradients: gradients)
    let result = tape["x"].logSigmoid
    tape.backward(from: result)
    expectClose(result.value.values, [Float(value)])
    expectClose(gradients.values, [Float(slope)])
  }

  @Test func `a layer norm of a constant row is its bias`() {
    let parameters = makeParameters(["gain": [1, 2, 3], "bias": [4, 5, 6]])
    let tape = Tape(parameters)
    let row = tape.constant([7, 7, 7], shape: Shape(1, 3))
    let result = row.layerNorm(gain: tape.parameter("gain"), bias: tape.parameter("bias"))
    #expect(result.value.values == [4, 5, 6])
  }

  @Test func `a layer norm adds 1e-5 to the variance`() {
    // The mean is 0 and the variance 1e-6: y = 0.001 / √(1e-6 + 1e-5) = 0.301511…
    let tape = Tape(makeParameters(["gain": [1, 1], "bias": [0, 0]]))
    let row = tape.constant([1e-3, -1e-3], shape: Shape(1, 2))
    let result = row.layerNorm(gain: tape.parameter("gain"), bias: tape.parameter("bias"))
    expectClose(result.value.values, [0.301511, -0.301511] as [Float])
  }

  @Test func `a layer norm of a row far from zero has mean 0 and variance 1`() {
    let parameters = makeParameters([
      "gain": Array(repeating: 1, count: 20), "bias": Array(repeating: 0, count: 20),
    ])
    let tape = Tape(parameters)
    let row = tape.constant((0..<20).map { 1000 + Float($0 % 7) }, shape: Shape(1, 20))
    let result = row.layerNorm(gain: tape.parameter("gain"), bias: tape.parameter("bias"))
    let values = result.value.values.map(Double.init)
    let mean = values.reduce(0, +) / 20
    #expect(abs(mean) < 1e-4)
    expectClose(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20, 1, relative: 1e-3)
  }
}
