import Tensors
import TestSupport
import Testing
import Training
import Words

@Suite struct OptimizerTests {
  private let workers = Workers(threads: 2)

  /// A matrix, which decays, and a bias, which does not.
  private func makeParameters(matrix: [Float], bias: [Float]) -> Parameters {
    var layout = ParameterLayout()
    let parameters = [
      layout.add("matrix", Shape(2, matrix.count / 2)), layout.add("bias", Shape(bias.count)),
    ]
    let result = Parameters(layout)
    result[parameters[0]].pointer.update(from: matrix, count: matrix.count)
    result[parameters[1]].pointer.update(from: bias, count: bias.count)
    return result
  }

  /// Σ gᵢ wᵢ, a loss whose gradient is g.
  private func linearLoss(_ gradient: [Float], on tape: Tape) -> Variable {
    let matrix = tape.variable(tape.parameters.layout[0])
    let bias = tape.variable(tape.parameters.layout[1])
    return matrix.sum(weights: Array(gradient.prefix(matrix.value.count)))
      + bias.sum(weights: Array(gradient.suffix(bias.value.count)))
  }

  @Test func `the first step has the size of the learning rate, whatever the gradient`() throws {
    // At t = 1, m / (1 − β₁) = g and √(v / (1 − β₂)) = |g|: each weight moves by lr against the
    // sign of its gradient. The matrix also loses lr · λ of its size: 0.1 · 0.01 · 2 = 0.002.
    let parameters = makeParameters(matrix: [2, 2], bias: [2, 2, 2])
    let optimizer = Optimizer(parameters, workers: workers)
    let result = try optimizer.step(learningRate: 0.1) { tape, shard in
      shard == 0 ? linearLoss([0.3, -0.001, 0.5, -0.02, 0], on: tape) : nil
    }
    expectClose(parameters.values, [1.898, 2.098, 1.9, 2.1, 2], relative: 1e-5)
    // √(0.09 + 10⁻⁶ + 0.25 + 0.0004) = 0.583439.
    expectClose(result.gradientNorm, 0.583439, relative: 1e-6)
    // 0.3 · 2 − 0.001 · 2 + 0.5 · 2 − 0.02 · 2 = 1.558.
    expectClose(result.loss, 1.558, relative: 1e-6)
  }

  @Test(arguments: ["defaults", "other"]) func `steps of AdamW are NumPy's`(name: String) throws {
    let golden = try Golden.named(name)
    let parameters = makeParameters(matrix: golden.matrix, bias: golden.bias)
    let optimizer = Optimizer(parameters, options: golden.adamW, workers: workers, shards: 1)
    for step in golden.gradients.indices {
      let result = try optimizer.step(learningRate: golden.learningRates[step]) { tape, _ in
        linearLoss(golden.gradients[step], on: tape)
      }
      expectClose(result.gradientNorm, golden.norms[step], relative: 1e-6, "norm, step \(step)")
      expectClose(parameters.values, golden.weights[step], relative: 1e-6, "weights, step \(step)")
    }
  }

  @Test(arguments: [1, 2, 3, 7], [1, 3])
  func `shards' gradients are summed, and those of their parts`(
    shards: Int, passes: Int
  ) throws {
    let golden = try Golden.named("defaults")
    let parameters = makeParameters(matrix: golden.matrix, bias: golden.bias)
    let optimizer = Optimizer(parameters, options: golden.adamW, workers: workers, shards: shards)
    let parts = shards * passes
    for step in golden.gradients.indices {
      // Shares of 1/(1 + 2 + …), 2/(1 + 2 + …) and so on.
      let result = try optimizer.step(
        learningRate: golden.learningRates[step], passes: passes
      ) { tape, part in
        let share = Float(2 * (part + 1)) / Float(parts * (parts + 1))
        return share * linearLoss(golden.gradients[step], on: tape)
      }
      expectClose(result.gradientNorm, golden.norms[step], "norm, step \(step)")
      expectClose(parameters.values, golden.weights[step], "weights, step \(step)")
    }
  }

  @Test(arguments: [1, 2, 4]) func `large parameters move alike with any number of threads`(
    threads: Int
  ) throws {
    // More than two ranges of 16,384, the last of odd length: every element must be moved once.
    let count = 40_001
    let gradient = (0..<count + 3).map { Float($0 % 13 - 6) / 100 }
    let parameters = makeParameters(matrix: Array(repeating: 1, count: 2 * count), bias: [1, 1, 1])
    let optimizer = Optimizer(
      parameters, options: AdamWOptions(weightDecay: 0, maximumGradientNorm: .infinity),
      workers: Workers(threads: threads))
    try optimizer.step(learningRate: 0.25) { tape, shard in
      guard shard == 0 else { return nil }
      return linearLoss(gradient.dropLast(3) + gradient, on: tape)
    }
    let expected = (0..<2 * count + 3).map { index in
      let remainder = index % count % 13
      return remainder < 6 ? 1.25 : remainder > 6 ? 0.75 : 1.0 as Float
    }
    expectClose(parameters.values, expected)
  }

  @Test func `a shard without a loss adds nothing, and a step without any moves nothing`() throws {
    let parameters = makeParameters(matrix: [2, 2], bias: [2])
    let optimizer = Optimizer(
      parameters, options: AdamWOptions(weightDecay: 0), workers: workers, shards: 3)
    let result = try optimizer.step(learningRate: 0.1) { _, _ in nil }
    #expect(result.loss == 0)
    #expect(result.gradientNorm == 0)
    #expect(parameters.values == [2, 2, 2])
  }

  @Test func `each shard reports, in order and without a loss, too`() throws {
    let parameters = makeParameters(matrix: [2, 2], bias: [2])
    let optimizer = Optimizer(parameters, workers: workers, shards: 5)
    let (result, reports) = try optimizer.step(learningRate: 0.1) { tape, shard in
      (shard == 3 ? linearLoss([1, 0, 0], on: tape) : nil, "shard \(shard)")
    }
    #expect(reports == (0..<5).map { "shard \($0)" })
    #expect(result.loss == 2)
  }

  @Test func `a loss that is no number stops, and leaves the weights`() {
    let parameters = makeParameters(matrix: [2, 2], bias: [2])
    let optimizer = Optimizer(parameters, workers: workers)
    // A step that failed is none.
    for value in [Float.nan, .infinity, -.infinity] {
      #expect(throws: Failure("diverged.loss", ["step": "1"])) {
        try optimizer.step(learningRate: 0.1) { tape, shard in
          shard == 1 ? linearLoss([1, 1, 1], on: tape) + tape.constant([value]) : nil
        }
      }
    }
    #expect(parameters.values == [2, 2, 2])
  }

  @Test func `a gradient that is no number stops, and leaves the weights`() {
    // The loss is 3·10³⁸ · 10⁻³, finite; the gradient's square is not.
    let parameters = makeParameters(matrix: [1e-3, 2], bias: [2])
    let optimizer = Optimizer(parameters, workers: workers)
    #expect(throws: Failure("diverged.gradient", ["step": "1"])) {
      try optimizer.step(learningRate: 0.1) { tape, shard in
        shard == 0 ? linearLoss([3e38, 0, 0], on: tape) : nil
      }
    }
    #expect(parameters.values == [1e-3, 2, 2])
  }

  @Test func `a step after one that failed is as if it had not been`() throws {
    let parameters = makeParameters(matrix: [2, 2], bias: [2])
    let optimizer = Optimizer(
      parameters, options: AdamWOptions(weightDecay: 0), workers: workers, shards: 1)
    for gradient in [Float.nan, 3e38] {
      #expect(throws: Failure.self) {
        try optimizer.step(learningRate: 0.1) { tape, _ in linearLoss([gradient, 1, 1], on: tape) }
      }
    }
    try optimizer.step(learningRate: 0.1) { tape, _ in linearLoss([1, -1, -1], on: tape) }
    expectClose(parameters.values, [1.9, 2.1, 2.1])
  }

  @Test func `the message says what to try`() {
    #expect(
      "\(Failure("diverged.loss", ["step": "7"]))" == """
        training diverged: the loss was not a finite number at step 7.
        A learning rate that is too high is the usual cause: try a third of it.
        """)
  }
}
