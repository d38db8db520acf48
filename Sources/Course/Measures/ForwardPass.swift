import Glibc
import Models
import Tensors

/// Everything that a transformer computes on the way from a text's tokens to its guesses, kept so that
/// it can be looked at.
///
/// It takes the same steps as `Transformer`, which keeps nothing.
package struct ForwardPass: Sendable {
  /// A number for each token and channel: `[tokens][channels]`.
  package typealias Rows = [[Float]]

  /// The residual stream after a step.
  package struct Stream: Sendable {
    /// What has just written to it: "embedding", "attention 1", "MLP 1", …
    package let name: String
    /// `[tokens][width]`
    package let rows: Rows
    /// What the model would say if it stopped here, `[tokens][vocabulary]`.
    package let logits: Rows
  }

  /// The residual stream after the embedding, and after each attention and each MLP.
  package private(set) var streams: [Stream] = []
  /// Who looked at whom in each block, `[block][head][query][key]`.
  package private(set) var attention: [[Rows]] = []
  /// Each step with the shape of what it gives.
  package private(set) var shapes: [(step: String, shape: Shape)] = []

  /// The scores of each next token, `[tokens][vocabulary]`.
  package var logits: Rows { streams[streams.count - 1].logits }

  /// - Parameters:
  ///   - ids: the tokens of one text; at least one.
  ///   - isCausal: whether a token sees only itself and what stands before it.
  package init(_ model: LanguageModel, reading ids: [Int32], isCausal: Bool = true) {
    let transformer = model.transformer
    let heads = model.configuration.heads
    withTape(model.parameters) { tape in
      let batch = TokenBatch([ids], on: tape)
      // quote: embedding
      var stream = tape.embedding(
        transformer.tokenEmbedding, transformer.positionEmbedding,
        ids: batch.ids, at: batch.positions)  // [tokens, width]
      // end quote
      keep(stream, after: "embedding", transformer, tape)
      for (index, block) in transformer.blocks.enumerated() {
        // quote: attention
        let normal = block.attentionNorm(stream, on: tape)
        let packed = block.queryKeyValue(normal, on: tape)  // [tokens, 3 × width]
        let (gathered, weights) = tape.attention(
          packed, layout: batch.layout, heads: heads, isCausal: isCausal)
        stream = block.attentionOutput(gathered, on: tape, addedTo: stream)
        // end quote
        attention.append((0..<heads).map { weights[sequence: 0, head: $0].nested })
        shapes.append(("queries, keys, values \(index + 1)", packed.shape))
        keep(stream, after: "attention \(index + 1)", transformer, tape)
        // quote: mlp
        let wide = block.mlpInput(block.mlpNorm(stream, on: tape), on: tape)
        stream = block.mlpOutput(tape.gelu(wide), on: tape, addedTo: stream)
        // end quote
        shapes.append(("inside of MLP \(index + 1)", wide.shape))
        keep(stream, after: "MLP \(index + 1)", transformer, tape)
      }
    }
    shapes.append(("logits", Shape(ids.count, model.configuration.vocabularySize)))
  }

  private mutating func keep(
    _ stream: Variable, after name: String, _ transformer: Transformer, _ tape: Tape
  ) {
    // quote: logits
    let normal = transformer.finalNorm(stream, on: tape)
    let logits = transformer.logits(normal, on: tape)  // [tokens, vocabulary]
    // end quote
    streams.append(
      Stream(name: name, rows: stream.value.nested, logits: logits.value.nested))
    shapes.append((name, stream.shape))
  }
}

/// Probabilities from scores, at a temperature T > 0: pᵢ = exp(zᵢ / T) / Σⱼ exp(zⱼ / T).
package func softmax(_ logits: [Float], temperature: Double = 1) -> [Double] {
  // quote: softmax
  let largest = logits.max() ?? 0  // taken away, so that exp stays finite
  let powers = logits.map { exp(Double($0 - largest) / temperature) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
  // end quote
}

/// The largest distance between two numbers at the same place.
package func largestDifference(_ first: some Sequence<Float>, _ second: some Sequence<Float>)
  -> Double
{
  zip(first, second).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) }
}

extension Tensor {
  /// The numbers, copied out row by row.
  fileprivate var nested: ForwardPass.Rows {
    (0..<rows).map { values(row: $0) }
  }
}
