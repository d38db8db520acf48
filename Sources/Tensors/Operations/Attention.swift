/// Scaled dot-product attention of several heads (Vaswani et al. 2017):
/// softmax(Q Kᵀ / √headSize) V for each head of each sequence.
///
/// Queries, keys and values come packed, as one row of 3 × width a token. A head is a strip of columns
/// of it; its strips are copied side by side first, as the matrices are so small that they then stay in the
/// first-level cache. They are multiplied by tiles on every processor: `sgemm` is not faster at this size.
struct Attention {
  let packed: Variable  // [rows, 3 × width]: query | key | value
  let heads: Int
  let isCausal: Bool
  let layout: SequenceLayout
  let weights: AttentionWeights
  let result: Variable  // [rows, width]

  private var width: Int { result.columns }
  private var headSize: Int { width / heads }
  private var scale: Float { 1 / Float(headSize).squareRoot() }

  /// Of the longest sequence: how large the panels have to be.
  private var largest: HeadMatrices { matrices(length: Int(layout.lengths.max() ?? 0)) }

  private func matrices(length: Int) -> HeadMatrices {
    HeadMatrices(length: length, headSize: headSize, isCausal: isCausal)
  }

  /// Calls `body` for each head of each sequence, with the sequence's first row.
  @inline(always)
  private func forEachHead(
    _ body: (
      _ head: Int, _ matrices: HeadMatrices, _ weights: UnsafeMutablePointer<Float>,
      _ start: Int
    ) -> Void
  ) {
    for sequence in 0..<layout.count {
      let matrices = matrices(length: Int(layout.lengths[sequence]))
      for head in 0..<heads {
        body(
          head, matrices, weights.pointer(sequence: sequence, head: head),
          Int(layout.starts[sequence]))
      }
    }
  }

  func compute(on arena: Arena) {
    let count = largest.panelCount
    let panels = arena.allocate(Float.self, count: 5 * count)
    let (queries, queriesTransposed) = (panels, panels + count)
    let (keys, values, gathered) = (panels + 2 * count, panels + 3 * count, panels + 4 * count)
    forEachHead { head, matrices, weights, start in
      let strip = packed.value.row(start) + head * headSize
      matrices.read(strip, stride: 3 * width, to: queries)
      matrices.transpose(queries, scale: scale, to: queriesTransposed)
      matrices.read(strip + width, stride: 3 * width, to: keys)
      matrices.read(strip + 2 * width, stride: 3 * width, to: values)
      matrices.score(keys, queriesTransposed, into: weights)
      matrices.softmax(weights, hiding: layout.hidden.baseAddress.map { $0 + start })
      matrices.gatherKeys(weights, values, into: gathered)
      matrices.write(gathered, to: result.value.row(start) + head * headSize, stride: width)
    }
  }

  /// With P the attention weights and dO the gradient of the output: dV = Pᵀ dO, dP = dO Vᵀ,
  /// dS = P ∘ (dP − rowsum(dP ∘ P)) / √headSize, dQ = dS K, dK = dSᵀ Q.
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let sink = tape.sink(packed)
    let largest = largest
    let count = largest.panelCount
    let panels = tape.arena.allocate(Float.self, count: 6 * count + largest.tokens * largest.tokens)
    let (queries, keys, values) = (panels, panels + count, panels + 2 * count)
    let (upstream, upstreamTransposed) = (panels + 3 * count, panels + 4 * count)
    let (part, scores) = (panels + 5 * count, panels + 6 * count)
    forEachHead { head, matrices, weights, start in
      let strip = packed.value.row(start) + head * headSize
      let incoming = gradient.row(start) + head * headSize
      func target(_ offset: Int) -> GradientSink {
        GradientSink(
          pointer: sink.pointer + start * 3 * width + head * headSize + offset, keep: sink.keep)
      }
      matrices.read(strip, stride: 3 * width, to: queries)
      matrices.read(strip + width, stride: 3 * width, to: keys)
      matrices.read(strip + 2 * width, stride: 3 * width, to: values)
      matrices.read(incoming, stride: width, to: upstream)
      matrices.transpose(upstream, to: upstreamTransposed)
      matrices.gatherQueries(weights, upstream, into: part)
      matrices.write(part, to: target(2 * width), stride: 3 * width)
      matrices.score(values, upstreamTransposed, into: scores)
      matrices.softmaxGradient(scores, weights: weights, scale: scale)
      matrices.gatherKeys(scores, keys, into: part)
      matrices.write(part, to: target(0), stride: 3 * width)
      matrices.gatherQueries(scores, queries, into: part)
      matrices.write(part, to: target(width), stride: 3 * width)
    }
  }
}

/// Who looked at whom: for each head of each sequence a matrix whose weights sum to one for each query.
package struct AttentionWeights {
  private let base: UnsafeMutablePointer<Float>
  private let offsets: UnsafeMutablePointer<Int>
  private let layout: SequenceLayout
  private let isCausal: Bool
  package let heads: Int
  /// The tape's, which outlives what is on it.
  private unowned(unsafe) let arena: Arena

  init(arena: Arena, layout: SequenceLayout, heads: Int, isCausal: Bool) {
    offsets = arena.allocate(Int.self, count: layout.count)
    var next = 0
    for sequence in 0..<layout.count {
      offsets[sequence] = next
      let tokens = padded(Int(layout.lengths[sequence]))
      next += heads * tokens * tokens
    }
    base = arena.allocate(Float.self, count: next)
    self.layout = layout
    self.heads = heads
    self.isCausal = isCausal
    self.arena = arena
  }

  /// `[key, query]`, filled up to whole tiles; see `HeadMatrices`.
  @inline(always)
  func pointer(sequence: Int, head: Int) -> UnsafeMutablePointer<Float> {
    let tokens = padded(Int(layout.lengths[sequence]))
    return base + offsets[sequence] + head * tokens * tokens
  }

  /// A copy of the weights of one head, `[query, key]`.
  package subscript(sequence sequence: Int, head head: Int) -> Tensor {
    guard head >= 0, head < heads else { fatalError("head \(head) of \(heads)") }
    let length = Int(layout.lengths[sequence])
    let weights = pointer(sequence: sequence, head: head)
    let map = arena.makeTensor(Shape(length, length))
    for query in 0..<length {
      for key in 0..<length {
        let isSeen = !isCausal || key <= query
        map.row(query)[key] = isSeen ? weights[key * padded(length) + query] : 0
      }
    }
    return map
  }
}

extension Variable {
  /// Lets each token gather from the tokens of its own sequence, given its query, key and value side by
  /// side, `[rows, 3 × width]`. `plainAttention` says the same without being fast.
  ///
  /// - Parameters:
  ///   - layout: where each sequence lies; it lies on this tape.
  ///   - isCausal: whether a token sees only itself and what stands before it.
  /// - Returns: the heads' results side by side, `[rows, width]`, and the attention weights.
  package func attention(
    layout: SequenceLayout, heads: Int, isCausal: Bool
  ) -> (result: Variable, weights: AttentionWeights) {
    let width = columns / 3
    guard columns == 3 * width, width % heads == 0 else {
      fatalError("\(heads) heads cannot share packed rows of \(columns)")
    }
    guard layout.rows == rows else {
      fatalError("a layout of \(layout.rows) rows for a tensor of shape \(shape)")
    }
    let weights = AttentionWeights(
      arena: tape.arena, layout: layout, heads: heads, isCausal: isCausal)
    let operation = Attention(
      packed: self, heads: heads, isCausal: isCausal, layout: layout, weights: weights,
      result: tape.makeVariable(Shape(rows, width)))
    operation.compute(on: tape.arena)
    tape.record(.attention(operation))
    return (operation.result, weights)
  }
}
