import Glibc

/// Attention of one head of one sequence as it is written on paper: softmax(Q Kᵀ / √d) V, d being the
/// length of a query (Vaswani et al. 2017, equation 1).
///
/// `Variable.attention` computes the same for many heads at once, and is tested against it.
///
/// - Parameters:
///   - queries: what each token looks for, `[tokens][d]`.
///   - keys: what each token has to offer, `[tokens][d]`.
///   - values: what each token hands over, `[tokens][channels]`.
///   - isCausal: whether a token sees only itself and what stands before it.
/// - Returns: what each token gathers, `[tokens][channels]`.
// quote: plain-attention
package func plainAttention(
  queries: [[Double]], keys: [[Double]], values: [[Double]], isCausal: Bool
) -> [[Double]] {
  queries.enumerated().map { place, query in
    let visible = isCausal ? keys.prefix(place + 1) : keys[...]
    let scores = visible.map { key in
      zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } / Double(key.count).squareRoot()
    }
    let powers = scores.map { exp($0) }
    let sum = powers.reduce(0, +)
    let weights = powers.map { $0 / sum }  // they sum to 1
    return values[place].indices.map { channel in
      zip(weights, values).reduce(0) { $0 + $1.0 * $1.1[channel] }
    }
  }
}
// end quote
