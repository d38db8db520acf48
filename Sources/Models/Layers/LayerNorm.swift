import Tensors

/// Brings each row to mean 0 and variance 1, then scales and shifts it by learned amounts.
package struct LayerNorm: Sendable {
  package let gain: Parameter  // [width]
  package let bias: Parameter  // [width]

  init(_ layout: inout ParameterLayout, width: Int) {
    gain = layout.add("weight", Shape(width))
    bias = layout.add("bias", Shape(width))
  }

  func initialize(_ parameters: Parameters) {
    parameters.fill(gain, with: 1)
    parameters.fill(bias, with: 0)
  }

  /// `[rows, width]` → `[rows, width]`.
  package func callAsFunction(_ x: Variable) -> Variable {
    x.layerNorm(gain: gain, bias: bias)
  }
}
