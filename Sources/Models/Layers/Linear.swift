import Randomness
import Tensors

/// y = x W + b, row by row.
package struct Linear: Sendable {
  package let weight: Parameter  // [in, out]
  package let bias: Parameter  // [out]

  package var outputs: Int { weight.shape.columns }

  init(_ layout: inout ParameterLayout, inputs: Int, outputs: Int) {
    weight = layout.add("weight", Shape(inputs, outputs))
    bias = layout.add("bias", Shape(outputs))
  }

  func initialize(
    _ parameters: Parameters, deviation: Double, using random: inout RandomSource
  ) {
    parameters.fill(weight, deviation: deviation, using: &random)
    parameters.fill(bias, with: 0)
  }

  /// `[rows, in]` → `[rows, out]`, with the residual (if any) added.
  func callAsFunction(_ x: Variable, addedTo residual: Variable? = nil) -> Variable {
    x.linear(weight: weight, bias: bias, addedTo: residual)
  }
}
