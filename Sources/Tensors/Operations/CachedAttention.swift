// Attention while text is being written: it only computes, nothing is learned from it.

import CProcessor

extension KeyValueCache {
  /// Keeps the keys and values of a prompt that ordinary attention has just read.
  ///
  /// - Parameter packed: queries, keys and values side by side, `[rows, 3 × width]`.
  package func store(_ packed: Variable, layout: SequenceLayout, layer: Int) {
    let width = heads * headSize
    guard packed.columns == 3 * width, active.count == layout.count, layout.rows == packed.rows
    else {
      fatalError(
        "a cache of \(heads) heads of \(headSize) cannot keep \(packed.shape) in \(active.count) slots"
      )
    }
    for (sequence, slot) in active.enumerated() {
      for position in 0..<Int(layout.lengths[sequence]) {
        let row = packed.value.row(Int(layout.starts[sequence]) + position)
        for head in 0..<heads {
          store(
            key: row + width + head * headSize, value: row + 2 * width + head * headSize,
            layer: layer, slot: slot, head: head, position: lengths[slot] + position)
        }
      }
    }
  }
}

extension Variable {
  /// Lets one new token of each active sequence gather from all that the cache holds of it, and from
  /// itself, given its query, key and value side by side, `[cache.active.count, 3 × width]`.
  ///
  /// - Returns: `[cache.active.count, width]`.
  package func attention(cache: KeyValueCache, layer: Int) -> Variable {
    guard !tape.isRecording else { fatalError("attention over a cache has no gradient") }
    let width = columns / 3
    let headSize = cache.headSize
    guard columns == 3 * cache.heads * headSize, cache.active.count == rows else {
      fatalError("\(shape) cannot attend to \(cache.active.count) slots of \(cache.heads) heads")
    }
    let scale = 1 / Float(headSize).squareRoot()
    let result = tape.makeVariable(Shape(rows, width))
    let scores = tape.arena.allocate(Float.self, count: cache.stride)
    let sums = tape.arena.allocate(Float.self, count: cache.valueStride)
    for (row, slot) in cache.active.enumerated() {
      let position = cache.lengths[slot]
      let visible = position + 1
      for head in 0..<cache.heads {
        let query = value.row(row) + head * headSize
        cache.store(
          key: query + width, value: query + 2 * width, layer: layer, slot: slot, head: head,
          position: position)
        multiplyRow(
          query, cache.keys(layer: layer, slot: slot, head: head), stride: cache.stride,
          size: cache.keyCount, rows: headSize, columns: visible, scale: scale, into: scores)
        // What stands beyond the last position, up to a whole vector, must not count.
        let last = position / vectorWidth * vectorWidth
        scores.set(
          scores.vector(at: last).replacing(
            with: -.infinity, where: laneNumbers .>= Float(visible - last)), at: last)
        softmax(scores, count: last + vectorWidth)
        multiplyRow(
          scores, cache.values(layer: layer, slot: slot, head: head), stride: cache.valueStride,
          size: cache.valueCount, rows: visible, columns: headSize, into: sums)
        let output = result.value.row(row) + head * headSize
        for slice in slices(headSize) { output[slice] = sums[slice] }
      }
    }
    return result
  }
}

/// y = scale · w M for one row w; columns are rounded up to whole vectors.
///
/// Each addition waits for the one before, so four vectors of columns go side by side; where there are fewer, the last is
/// computed more than once, which takes no longer. Keys and values of many texts do not fit into the processor's first
/// caches, so the matrix that stands after this one, that of the next head, is fetched meanwhile.
@inline(always)
private func multiplyRow(
  _ w: UnsafePointer<Float>, _ matrix: UnsafePointer<Float>, stride: Int, size: Int, rows: Int,
  columns: Int, scale: Float = 1, into y: UnsafeMutablePointer<Float>
) {
  let end = (columns - 1) / vectorWidth * vectorWidth
  for block in blocks(of: 4 * vectorWidth, in: columns) {
    let first = block.start
    let (second, third) = (min(first + vectorWidth, end), min(first + 2 * vectorWidth, end))
    let fourth = min(first + 3 * vectorWidth, end)
    var (s0, s1, s2, s3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var row = matrix
    for index in 0..<rows {
      let factor = Vector(repeating: w[index])
      let ahead = row + size
      prefetch_to_read(ahead + first)
      prefetch_to_read(ahead + second)
      prefetch_to_read(ahead + third)
      prefetch_to_read(ahead + fourth)
      s0 = s0.adding(row.vector(at: first), times: factor)
      s1 = s1.adding(row.vector(at: second), times: factor)
      s2 = s2.adding(row.vector(at: third), times: factor)
      s3 = s3.adding(row.vector(at: fourth), times: factor)
      row += stride
    }
    y.set(scale * s0, at: first)
    y.set(scale * s1, at: second)
    y.set(scale * s2, at: third)
    y.set(scale * s3, at: fourth)
  }
}
