import Tensors

/// One layer of the transformer: attention gathers from other tokens, the MLP thinks about what was
/// gathered, and each adds its result to the residual stream.
///
/// x ← x + Attention(LayerNorm(x)), then x ← x + MLP(LayerNorm(x)): "pre-LayerNorm", as in GPT-2.
package struct Block: Sendable {
  package let attentionNorm: LayerNorm
  package let attention: Attention
  package let mlpNorm: LayerNorm
  package let mlp: MLP

  init(_ layout: inout ParameterLayout, _ size: TransformerConfiguration) {
    attentionNorm = LayerNorm(&layout, "attention_norm", width: size.width)
    attention = layout.scope("attention") { Attention(&$0, size) }
    mlpNorm = LayerNorm(&layout, "mlp_norm", width: size.width)
    mlp = layout.scope("mlp") { MLP(&$0, size) }
  }

  /// The residual stream before, `[tokens, width]`, and after, `[needed tokens, width]`.
  func callAsFunction(_ stream: Variable, in pass: Pass) -> Variable {
    // quote: block
    let x = attention(attentionNorm(stream), addedTo: stream, in: pass)
    return mlp(mlpNorm(x), addedTo: x)
    // end quote
  }
}
