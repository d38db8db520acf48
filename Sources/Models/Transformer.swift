import Randomness
import Tensors

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
    guard width % configuration.heads == 0 else {
      fatalError("\(configuration.heads) heads cannot share a width of \(width)")
    }
    self.configuration = configuration
    tokenEmbedding = layout.scope("token_embedding") {
      $0.add("weight", Shape(configuration.vocabularySize, width))
    }
    positionEmbedding = layout.scope("position_embedding") {
      $0.add("weight", Shape(configuration.contextLength, width))
    }
    blocks = (0..<configuration.layers).map { index in
      layout.scope("blocks.\(index)") { Block(&$0, width: width, heads: configuration.heads) }
    }
    finalNorm = layout.scope("final_norm") { LayerNorm(&$0, width: width) }
  }

  /// Draws the initial weights.
  package func initialize(_ parameters: Parameters, using random: inout RandomSource) {
    let deviation = configuration.initialDeviation
    let residualDeviation = deviation / (2 * Double(configuration.layers)).squareRoot()
    parameters.fill(tokenEmbedding, deviation: deviation, using: &random)
    parameters.fill(positionEmbedding, deviation: deviation, using: &random)
    for block in blocks {
      block.initialize(
        parameters, deviation: deviation, residualDeviation: residualDeviation, using: &random)
    }
    finalNorm.initialize(parameters)
  }

  /// Reads whole sequences.
  ///
  /// - Parameters:
  ///   - rows: the tokens whose result is needed, such as those that a loss looks at; nil for all. The last
  ///     block leaves the others out where it can, which saves a good part of its work.
  ///   - isCausal: whether a token sees only itself and what stands before it.
  ///   - watch: is given the attention weights of each layer.
  /// - Returns: the last layer's normalized residual stream, `[rows, width]`.
  package func callAsFunction(
    _ batch: TokenBatch, rows: Integers? = nil, on tape: Tape,
    isCausal: Bool = true,
    watch: ((_ layer: Int, AttentionWeights) -> Void)? = nil
  ) -> Variable {
    var stream = tape.embedding(
      tokenEmbedding, positionEmbedding, ids: batch.ids, at: batch.positions)
    for (index, block) in blocks.enumerated() {
      stream = block(stream, rows: index == blocks.count - 1 ? rows : nil, on: tape) { packed in
        let (gathered, weights) = tape.attention(
          packed, layout: batch.layout, heads: configuration.heads, isCausal: isCausal)
        watch?(index, weights)
        return gathered
      }
    }
    return finalNorm(stream, on: tape)
  }

  /// Reads prompts, and keeps what later tokens need of them in the cache.
  ///
  /// - Returns: the last token's result of each, `[slots.count, width]`.
  func read(
    _ batch: TokenBatch, into cache: KeyValueCache, slots: [Int], on tape: Tape
  ) -> Variable {
    var stream = tape.embedding(
      tokenEmbedding, positionEmbedding, ids: batch.ids, at: batch.positions)
    for (index, block) in blocks.enumerated() {
      let rows = index == blocks.count - 1 ? tape.copy(batch.lastRows) : nil
      stream = block(stream, rows: rows, on: tape) { packed in
        cache.store(packed, layout: batch.layout, layer: index, slots: slots)
        return tape.attention(
          packed, layout: batch.layout, heads: configuration.heads, isCausal: true
        ).result
      }
    }
    cache.advance(slots, by: batch.layout.lengths)
    return finalNorm(stream, on: tape)
  }

  /// Reads one more token of each sequence in the cache: `[slots.count, width]`.
  func extend(
    with ids: [Int32], cache: KeyValueCache, slots: [Int], on tape: Tape
  ) -> Variable {
    let batch = TokenBatch(
      next: ids, at: slots.map { Int32(cache.lengths[$0]) }, on: tape)
    var stream = tape.embedding(
      tokenEmbedding, positionEmbedding, ids: batch.ids, at: batch.positions)
    for (index, block) in blocks.enumerated() {
      stream = block(stream, on: tape) { packed in
        tape.attention(packed, cache: cache, layer: index, slots: slots)
      }
    }
    cache.advance(slots, by: batch.layout.lengths)
    return finalNorm(stream, on: tape)
  }

  /// The logits of the next token, `[rows, vocabulary]`.
  package func logits(_ hidden: Variable, on tape: Tape, temperature: Float = 1) -> Variable {
    tape.logits(hidden, table: tokenEmbedding, temperature: temperature)
  }

  package func makeCache(slots: Int) -> KeyValueCache {
    KeyValueCache(
      slots: slots, layers: configuration.layers, heads: configuration.heads,
      headSize: configuration.width / configuration.heads, capacity: configuration.contextLength)
  }

  package var description: String {
    let c = configuration
    return """
      Transformer
        token embedding      \(c.vocabularySize) tokens × \(c.width), also reads out the logits
        position embedding   \(c.contextLength) positions × \(c.width)
        \(c.layers) × Block
          LayerNorm → attention, \(c.heads) heads of \(c.width / c.heads) → + residual
          LayerNorm → \(c.width) → \(4 * c.width) → GELU → \(c.width) → + residual
        LayerNorm
      """
  }
}
