import Randomness
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

  init(_ layout: inout ParameterLayout, width: Int, heads: Int) {
    attentionNorm = layout.scope("attention_norm") { LayerNorm(&$0, width: width) }
    attention = layout.scope("attention") { Attention(&$0, width: width, heads: heads) }
    mlpNorm = layout.scope("mlp_norm") { LayerNorm(&$0, width: width) }
    mlp = layout.scope("mlp") { MLP(&$0, width: width) }
  }

  /// - Parameter residualDeviation: for the two projections that write to the residual stream; it is
  ///   smaller the more layers add to the stream (Radford et al. 2019, GPT-2).
  func initialize(
    _ parameters: Parameters, deviation: Double, residualDeviation: Double,
    using random: inout RandomSource
  ) {
    attentionNorm.initialize(parameters)
    attention.initialize(
      parameters, deviation: deviation, residualDeviation: residualDeviation, using: &random)
    mlpNorm.initialize(parameters)
    mlp.initialize(
      parameters, deviation: deviation, residualDeviation: residualDeviation, using: &random)
  }

  /// The residual stream before, `[tokens, width]`, and after, `[needed tokens, width]`.
  func callAsFunction(_ stream: Variable, in pass: Pass) -> Variable {
    // quote: block
    let x = attention(attentionNorm(stream), addedTo: stream, in: pass)
    return mlp(mlpNorm(x), addedTo: x)
    // end quote
  }
}
