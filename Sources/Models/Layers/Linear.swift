import Tensors

/// y = x W + b, row by row.
package struct Linear: Sendable {
  package let weight: Parameter  // [in, out]
  package let bias: Parameter  // [out]

  package var outputs: Int { weight.shape.columns }

  init(
    _ layout: inout ParameterLayout, _ name: String, inputs: Int, outputs: Int, deviation: Double
  ) {
    (weight, bias) = layout.scope(name) { layout in
      (
        layout.add("weight", Shape(inputs, outputs), .random(deviation: deviation)),
        layout.add("bias", Shape(outputs))
      )
    }
  }

  /// `[rows, in]` → `[rows, out]`, with the residual (if any) added.
  func callAsFunction(_ x: Variable, addedTo residual: Variable? = nil) -> Variable {
    x.linear(weight: weight, bias: bias, addedTo: residual)
  }
}
