import Tensors

/// Lets each token gather from others: multi-head attention (Vaswani et al. 2017, section 3.2.2).
package struct Attention: Sendable {
  package let queryKeyValue: Linear  // [width, 3 × width]
  package let output: Linear  // [width, width]
  let heads: Int

  init(_ layout: inout ParameterLayout, _ size: TransformerConfiguration) {
    let width = size.width
    heads = size.heads
    queryKeyValue = Linear(
      &layout, "qkv", inputs: width, outputs: 3 * width, deviation: size.initialDeviation)
    output = Linear(
      &layout, "output", inputs: width, outputs: width, deviation: size.residualDeviation)
  }

  /// - Parameters:
  ///   - x: the normalized residual stream, `[tokens, width]`.
  ///   - stream: the residual stream, to which the result is added.
  /// - Returns: `[needed tokens, width]`.
  func callAsFunction(_ x: Variable, addedTo stream: Variable, in pass: Pass) -> Variable {
    // quote: attention
    let packed = queryKeyValue(x)  // [tokens, 3 × width]
    let gathered = pass.attend(packed, heads: heads)  // [tokens, width]
    let result = output(pass.needed(gathered), addedTo: pass.needed(stream))
    // end quote
    pass.trace?.streams.append(result)
    return result
  }
}
