import Tensors

/// Works on each token by itself: makes its row wider, bends the numbers, makes it narrow again.
package struct MLP: Sendable {
  package let input: Linear  // [width, 4 × width]
  package let output: Linear  // [4 × width, width]

  init(_ layout: inout ParameterLayout, _ size: TransformerConfiguration) {
    let (narrow, wide) = (size.width, 4 * size.width)
    input = Linear(
      &layout, "input", inputs: narrow, outputs: wide, deviation: size.initialDeviation)
    output = Linear(
      &layout, "output", inputs: wide, outputs: narrow, deviation: size.residualDeviation)
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
