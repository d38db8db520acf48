/// Scaled dot-product attention of several heads (Vaswani et al. 2017):
/// softmax(Q Kᵀ / √headSize) V for each head of each sequence.
///
/// Queries, keys and values come packed, as one row of 3 × width a token. A head is a strip of
/// columns of it, which `sgemm` reads in place. Causal attention never looks ahead, so blocks of
/// queries are multiplied with the keys up to the block's end only; the upper triangle is skipped.
struct Attention {
  /// Queries that are handled together.
  static let block = 64

  let packed: Variable  // [rows, 3 × width]: query | key | value
  let heads: Int
  let isCausal: Bool
  let sequences: Int
  let lengths: UnsafeMutablePointer<Int32>
  let longest: Int
  let hidden: UnsafeMutablePointer<Bool>?  // [rows]
  let weights: AttentionWeights
  let result: Variable  // [rows, width]

  private var width: Int { result.columns }
  private var headSize: Int { width / heads }
  private var scale: Float { 1 / Float(headSize).squareRoot() }

  /// One head's columns of one sequence, from its first row on.
  private struct Strip {
    let query, key, value: UnsafeMutablePointer<Float>

    init(_ base: UnsafeMutablePointer<Float>, row: Int, head: Int, width: Int, headSize: Int) {
      query = base + row * 3 * width + head * headSize
      key = query + width
      value = key + width
    }
  }

  func compute() {
    let stride = 3 * width
    var start = 0
    for sequence in 0..<sequences {
      let length = Int(lengths[sequence])
      for head in 0..<heads {
        let strip = Strip(
          packed.value.pointer, row: start, head: head, width: width, headSize: headSize)
        let map = weights.pointer(sequence: sequence, head: head)
        let output = result.value.row(start) + head * headSize
        for first in Swift.stride(from: 0, to: length, by: Attention.block) {
          let rows = Swift.min(Attention.block, length - first)
          let keys = isCausal ? first + rows : length
          let scores = map + first * length
          multiply(
            MatrixView(strip.query + first * stride, stride: stride),
            MatrixView(strip.key, stride: stride, isTransposed: true),
            into: scores, stride: length, rows: rows, columns: keys, inner: headSize, scale: scale)
          for row in 0..<rows {
            let visible = isCausal ? first + row + 1 : length
            let line = scores + row * length
            if let hidden { hide(hidden + start, in: line, from: first + row, of: visible) }
            softmax(line, count: visible)
            for column in visible..<length { line[column] = 0 }
          }
          multiply(
            MatrixView(scores, stride: length), MatrixView(strip.value, stride: stride),
            into: output + first * width, stride: width,
            rows: rows, columns: headSize, inner: keys)
        }
      }
      start += length
    }
  }

  /// Takes the hidden tokens of a sequence out of one query's scores, but for the query itself.
  private func hide(
    _ hidden: UnsafeMutablePointer<Bool>, in scores: UnsafeMutablePointer<Float>, from query: Int,
    of visible: Int
  ) {
    for place in 0..<visible where hidden[place] && place != query { scores[place] = -.infinity }
  }

  /// With P the attention weights and dO the gradient of the output: dV = Pᵀ dO, dP = dO Vᵀ,
  /// dS = P ∘ (dP − rowsum(dP ∘ P)), dQ = dS K / √headSize, dK = dSᵀ Q / √headSize.
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let sink = tape.sink(packed)
    if sink.keep == 0 { sink.pointer.update(repeating: 0, count: packed.value.count) }
    let stride = 3 * width
    let scratch = tape.arena.allocate(Float.self, count: Attention.block * longest)
    var start = 0
    for sequence in 0..<sequences {
      let length = Int(lengths[sequence])
      for head in 0..<heads {
        let strip = Strip(
          packed.value.pointer, row: start, head: head, width: width, headSize: headSize)
        let target = Strip(sink.pointer, row: start, head: head, width: width, headSize: headSize)
        let map = weights.pointer(sequence: sequence, head: head)
        let upstream = gradient.row(start) + head * headSize
        for first in Swift.stride(from: 0, to: length, by: Attention.block) {
          let rows = Swift.min(Attention.block, length - first)
          let keys = isCausal ? first + rows : length
          let p = MatrixView(map + first * length, stride: length)
          let dO = MatrixView(upstream + first * width, stride: width)
          let dS = MatrixView(scratch, stride: keys)
          multiply(
            p.transposed, dO, into: target.value, stride: stride,
            rows: keys, columns: headSize, inner: rows, keep: 1)
          multiply(
            dO, MatrixView(strip.value, stride: stride, isTransposed: true),
            into: scratch, stride: keys, rows: rows, columns: keys, inner: headSize)
          for row in 0..<rows {
            softmaxGradient(
              scratch + row * keys, probabilities: map + (first + row) * length, count: keys)
          }
          multiply(
            dS, MatrixView(strip.key, stride: stride),
            into: target.query + first * stride, stride: stride,
            rows: rows, columns: headSize, inner: keys, scale: scale, keep: 1)
          multiply(
            dS.transposed, MatrixView(strip.query + first * stride, stride: stride),
            into: target.key, stride: stride,
            rows: keys, columns: headSize, inner: rows, scale: scale, keep: 1)
        }
      }
      start += length
    }
  }
}

/// Who looked at whom: for each head of each sequence a matrix `[query, key]` whose rows sum to one.
package struct AttentionWeights {
  private let base: UnsafeMutablePointer<Float>
  private let offsets: UnsafeMutablePointer<Int32>
  private let lengths: UnsafeMutablePointer<Int32>
  package let heads: Int

  init(arena: Arena, lengths: UnsafeMutablePointer<Int32>, sequences: Int, heads: Int) {
    offsets = arena.allocate(Int32.self, count: sequences)
    var next = 0
    for sequence in 0..<sequences {
      offsets[sequence] = Int32(next)
      next += heads * Int(lengths[sequence]) * Int(lengths[sequence])
    }
    base = arena.allocate(Float.self, count: next)
    self.lengths = lengths
    self.heads = heads
  }

  @inline(__always)
  func pointer(sequence: Int, head: Int) -> UnsafeMutablePointer<Float> {
    let length = Int(lengths[sequence])
    return base + Int(offsets[sequence]) + head * length * length
  }

  /// The weights of one head, `[query, key]`.
  package subscript(sequence sequence: Int, head head: Int) -> Tensor {
    let length = Int(lengths[sequence])
    return Tensor(pointer(sequence: sequence, head: head), shape: Shape(length, length))
  }
}

extension Tape {
  /// Lets each token gather from the tokens of its own sequence.
  ///
  /// - Parameters:
  ///   - packed: queries, keys and values side by side, `[rows, 3 × width]`.
  ///   - layout: where each sequence lies.
  ///   - isCausal: whether a token sees only itself and what stands before it.
  /// - Returns: the heads' results side by side, `[rows, width]`, and the attention weights.
  package func attention(
    _ packed: Variable, layout: SequenceLayout, heads: Int, isCausal: Bool
  ) -> (result: Variable, weights: AttentionWeights) {
    let width = packed.columns / 3
    guard packed.columns == 3 * width, width % heads == 0 else {
      fatalError("\(heads) heads cannot share packed rows of \(packed.columns)")
    }
    guard layout.rows == packed.rows else {
      fatalError("a layout of \(layout.rows) rows for a tensor of shape \(packed.shape)")
    }
    let lengths = hold(layout.lengths)
    let weights = AttentionWeights(
      arena: arena, lengths: lengths, sequences: layout.count, heads: heads)
    let operation = Attention(
      packed: packed, heads: heads, isCausal: isCausal, sequences: layout.count, lengths: lengths,
      longest: Int(layout.lengths.max() ?? 0),
      hidden: layout.hidden.isEmpty ? nil : hold(layout.hidden), weights: weights,
      result: makeVariable(Shape(packed.rows, width)))
    operation.compute()
    record(.attention(operation))
    return (operation.result, weights)
  }
}
