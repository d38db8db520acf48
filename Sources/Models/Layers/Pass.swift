import Tensors

/// The forward pass that a block takes part in: what its tokens can look at, and what is needed of them.
struct Pass {
  let layer: Int
  let layout: SequenceLayout
  /// The tokens whose result is needed; nil for all. What follows attention looks at each token alone, so
  /// it is computed for these only.
  let rows: Integers?
  let isCausal: Bool
  let cache: KeyValueCache?
  let trace: Trace?

  /// Attention to the tokens of the batch, which the cache (if any) keeps, or to what it holds already.
  func attend(_ packed: Variable, heads: Int) -> Variable {
    if let cache, !cache.isEmpty { return packed.attention(cache: cache, layer: layer) }
    cache?.store(packed, layout: layout, layer: layer)
    let (gathered, weights) = packed.attention(layout: layout, heads: heads, isCausal: isCausal)
    trace?.weights.append(weights)
    return gathered
  }

  /// The rows that are needed.
  func needed(_ x: Variable) -> Variable {
    rows.map { x.rows(at: $0) } ?? x
  }
}

/// What a transformer computes on the way, for who wants to look at it; it lies on the tape.
package final class Trace {
  /// The residual stream after the embedding, and after each attention and each MLP.
  package internal(set) var streams: [Variable] = []
  /// Who looked at whom in each block.
  package internal(set) var weights: [AttentionWeights] = []

  package init() {}
}
