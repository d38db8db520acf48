import Randomness
import Tensors

/// Works on each token by itself: makes its row wider, bends the numbers, makes it narrow again.
package struct MLP: Sendable {
  package let input: Linear  // [width, 4 × width]
  package let output: Linear  // [4 × width, width]

  init(_ layout: inout ParameterLayout, width: Int) {
    input = layout.scope("input") { Linear(&$0, inputs: width, outputs: 4 * width) }
    output = layout.scope("output") { Linear(&$0, inputs: 4 * width, outputs: width) }
  }

  func initialize(
    _ parameters: Parameters, deviation: Double, residualDeviation: Double,
    using random: inout RandomSource
  ) {
    input.initialize(parameters, deviation: deviation, using: &random)
    output.initialize(parameters, deviation: residualDeviation, using: &random)
  }

  /// - Parameters:
  ///   - x: the normalized residual stream, `[tokens, width]`.
  ///   - stream: the residual stream, to which the result is added.
  func callAsFunction(_ x: Variable, addedTo stream: Variable) -> Variable {
    // quote: mlp
    let wide = input(x).gelu  // [tokens, 4 × width]
    return output(wide, addedTo: stream)  // [tokens, width]
    // end quote
  }
}
