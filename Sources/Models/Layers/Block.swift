import Randomness
import Tensors

/// One layer of the transformer: attention gathers from other tokens, the MLP thinks about what was
/// gathered, and each adds its result to the residual stream.
///
/// x ← x + Attention(LayerNorm(x)), then x ← x + MLP(LayerNorm(x)): "pre-LayerNorm", as in GPT-2.
package struct Block: Sendable {
  package let attentionNorm: LayerNorm
  package let queryKeyValue: Linear  // [width, 3 × width]
  package let attentionOutput: Linear  // [width, width]
  package let mlpNorm: LayerNorm
  package let mlpInput: Linear  // [width, 4 × width]
  package let mlpOutput: Linear  // [4 × width, width]
  let heads: Int

  init(_ layout: inout ParameterLayout, width: Int, heads: Int) {
    self.heads = heads
    attentionNorm = layout.scope("attention_norm") { LayerNorm(&$0, width: width) }
    (queryKeyValue, attentionOutput) = layout.scope("attention") { layout in
      (
        layout.scope("qkv") { Linear(&$0, inputs: width, outputs: 3 * width) },
        layout.scope("output") { Linear(&$0, inputs: width, outputs: width) }
      )
    }
    mlpNorm = layout.scope("mlp_norm") { LayerNorm(&$0, width: width) }
    (mlpInput, mlpOutput) = layout.scope("mlp") { layout in
      (
        layout.scope("input") { Linear(&$0, inputs: width, outputs: 4 * width) },
        layout.scope("output") { Linear(&$0, inputs: 4 * width, outputs: width) }
      )
    }
  }

  /// - Parameter residualDeviation: for the two projections that write to the residual stream; it is
  ///   smaller the more layers add to the stream (Radford et al. 2019, GPT-2).
  func initialize(
    _ parameters: Parameters, deviation: Double, residualDeviation: Double,
    using random: inout RandomSource
  ) {
    attentionNorm.initialize(parameters)
    queryKeyValue.initialize(parameters, deviation: deviation, using: &random)
    attentionOutput.initialize(parameters, deviation: residualDeviation, using: &random)
    mlpNorm.initialize(parameters)
    mlpInput.initialize(parameters, deviation: deviation, using: &random)
    mlpOutput.initialize(parameters, deviation: residualDeviation, using: &random)
  }

  /// - Parameters:
  ///   - stream: the residual stream, `[all rows, width]`.
  ///   - rows: the tokens whose result is needed; nil for all. What follows attention looks at each token
  ///     alone, so it is computed for these only.
  ///   - attend: attention in one of its forms.
  /// - Returns: `[rows, width]`.
  func callAsFunction(
    _ stream: Variable, rows: Integers? = nil, on tape: Tape,
    attend: (_ packed: Variable) -> Variable
  ) -> Variable {
    let packed = queryKeyValue(attentionNorm(stream, on: tape), on: tape)  // [all rows, 3 × width]
    var (stream, gathered) = (stream, attend(packed))  // [all rows, width]
    if let rows {
      (stream, gathered) = (tape.rows(stream, at: rows), tape.rows(gathered, at: rows))
    }
    let attended = attentionOutput(gathered, on: tape, addedTo: stream)  // [rows, width]
    let hidden = tape.gelu(mlpInput(mlpNorm(attended, on: tape), on: tape))  // [rows, 4 × width]
    return mlpOutput(hidden, on: tape, addedTo: attended)
  }
}
