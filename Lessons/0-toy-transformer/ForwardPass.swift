import LessonKit

/// Everything that a transformer computes on the way from a text's tokens to its guesses, kept so that
/// it can be looked at.
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
  package let streams: [Stream]
  /// Who looked at whom in each block, `[block][head][query][key]`.
  package let attention: [[Rows]]
  /// Each step with the shape of what it gives.
  package let shapes: [(step: String, shape: Shape)]

  /// The scores of each next token, `[tokens][vocabulary]`.
  package var logits: Rows { streams[streams.count - 1].logits }

  /// - Parameters:
  ///   - ids: the tokens of one text; at least one.
  ///   - isCausal: whether a token sees only itself and what stands before it.
  package init(_ model: LanguageModel, reading ids: [Int32], isCausal: Bool = true) {
    let transformer = model.transformer
    (streams, attention) = withTape(model.parameters) { tape in
      let trace = Trace()
      _ = transformer(TokenBatch([ids], on: tape), isCausal: isCausal, trace: trace)
      let names = transformer.blocks.indices.flatMap { ["attention \($0 + 1)", "MLP \($0 + 1)"] }
      let streams = zip(["embedding"] + names, trace.streams).map { name, stream in
        let logits = transformer.logits(transformer.finalNorm(stream))
        return Stream(name: name, rows: stream.value.nested, logits: logits.value.nested)
      }
      let attention = trace.weights.map { weights in
        (0..<weights.heads).map { weights[sequence: 0, head: $0].nested }
      }
      return (streams, attention)
    }
    func shape(_ columns: Int) -> Shape { Shape(ids.count, columns) }
    let stream = shape(model.configuration.width)
    let steps = transformer.blocks.enumerated().flatMap { index, block in
      [
        ("queries, keys, values \(index + 1)", shape(block.attention.queryKeyValue.outputs)),
        ("attention \(index + 1)", stream),
        ("inside of MLP \(index + 1)", shape(block.mlp.input.outputs)),
        ("MLP \(index + 1)", stream),
      ]
    }
    shapes =
      [("embedding", stream)] + steps + [("logits", shape(model.configuration.vocabularySize))]
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
