import Tensors

/// Brings each row to mean 0 and variance 1, then scales and shifts it by learned amounts.
package struct LayerNorm: Sendable {
  package let gain: Parameter  // [width]
  package let bias: Parameter  // [width]

  init(_ layout: inout ParameterLayout, _ name: String, width: Int) {
    (gain, bias) = layout.scope(name) { layout in
      (layout.add("weight", Shape(width), .all(1)), layout.add("bias", Shape(width)))
    }
  }

  /// `[rows, width]` → `[rows, width]`.
  package func callAsFunction(_ x: Variable) -> Variable {
    x.layerNorm(gain: gain, bias: bias)
  }
}
