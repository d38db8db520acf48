import Tensors
import Words

/// The transformer of GPT-2, small: learned positions, pre-LayerNorm blocks, GELU, and a token
/// embedding that also reads the result out ("tied").
///
/// It departs from GPT-2 in what a toy does not need: no dropout, and sequences are not padded. The
/// same blocks serve a causal model (each token sees only what stands before it) and a bidirectional
/// one (each sees the whole sequence); which it is, is an argument of the forward pass.
///
/// A transformer only knows where its parameters are. Their values are in `Parameters`, which the tape
/// holds.
package struct Transformer: Sendable, CustomStringConvertible {
  package let configuration: TransformerConfiguration
  package let tokenEmbedding: Parameter  // [vocabulary, width]
  package let positionEmbedding: Parameter  // [context, width]
  package let blocks: [Block]
  package let finalNorm: LayerNorm

  package init(_ layout: inout ParameterLayout, _ configuration: TransformerConfiguration) {
    let width = configuration.width
    let start = InitialNumbers.random(deviation: configuration.initialDeviation)
    guard width % configuration.heads == 0 else {
      fatalError("\(configuration.heads) heads cannot share a width of \(width)")
    }
    self.configuration = configuration
    tokenEmbedding = layout.add(
      "token_embedding.weight", Shape(configuration.vocabularySize, width), start)
    positionEmbedding = layout.add(
      "position_embedding.weight", Shape(configuration.contextLength, width), start)
    blocks = (0..<configuration.layers).map { index in
      layout.scope("blocks.\(index)") { Block(&$0, configuration) }
    }
    finalNorm = LayerNorm(&layout, "final_norm", width: width)
  }

  /// Reads a batch.
  ///
  /// - Parameters:
  ///   - rows: the tokens whose result is needed, such as those that a loss looks at; nil for all. The last
  ///     block leaves the others out where it can, which saves a good part of its work.
  ///   - isCausal: whether a token sees only itself and what stands before it.
  ///   - cache: keeps what later tokens need of these. The first batch has the prompts of its active
  ///     sequences, each further batch one more token of each.
  ///   - trace: keeps what is computed on the way.
  /// - Returns: the last layer's normalized residual stream, `[rows, width]`.
  package func callAsFunction(
    _ batch: TokenBatch, rows: Integers? = nil, isCausal: Bool = true,
    cache: KeyValueCache? = nil, trace: Trace? = nil
  ) -> Variable {
    guard isCausal || cache == nil else { fatalError("a cache holds nothing of later tokens") }
    // quote: embedding
    var x = batch.tape.embedding(
      tokenEmbedding, positionEmbedding, ids: batch.ids, at: batch.positions)  // [tokens, width]
    // end quote
    trace?.streams.append(x)
    for (layer, block) in blocks.enumerated() {
      let rows = layer == blocks.count - 1 ? rows : nil
      let pass = Pass(
        layer: layer, layout: batch.layout, rows: rows, isCausal: isCausal, cache: cache,
        trace: trace)
      x = block(x, in: pass)
      trace?.streams.append(x)
    }
    cache?.advance(by: batch.layout.lengths)
    return finalNorm(x)
  }

  /// The logits of the next token, `[rows, vocabulary]`.
  package func logits(_ x: Variable, temperature: Float = 1) -> Variable {
    // quote: logits
    x.logits(table: tokenEmbedding, temperature: temperature)  // [tokens, vocabulary]
    // end quote
  }

  package func makeCache(slots: Int) -> KeyValueCache {
    KeyValueCache(
      slots: slots, layers: configuration.layers, heads: configuration.heads,
      headSize: configuration.width / configuration.heads, capacity: configuration.contextLength)
  }

  package var description: String {
    let c = configuration
    let numbers = [
      "vocabulary": c.vocabularySize, "positions": c.contextLength, "width": c.width,
      "layers": c.layers, "heads": c.heads, "head": c.width / c.heads, "hidden": 4 * c.width,
    ]
    return Messages.text("model.transformer", numbers.mapValues { "\($0)" })
  }
}
