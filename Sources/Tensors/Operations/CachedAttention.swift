// Attention while text is being written: it only computes, nothing is learned from it.

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
    guard width == cache.heads * headSize, cache.active.count == rows else {
      fatalError("\(shape) cannot attend to \(cache.active.count) slots of \(cache.heads) heads")
    }
    let scale = 1 / Float(headSize).squareRoot()
    let result = tape.makeVariable(Shape(rows, width))
    let scores = tape.arena.allocate(Float.self, count: cache.stride)
    for (row, slot) in cache.active.enumerated() {
      let position = cache.lengths[slot]
      let visible = position + 1
      for head in 0..<cache.heads {
        let query = value.row(row) + head * headSize
        cache.store(
          key: query + width, value: query + 2 * width, layer: layer, slot: slot, head: head,
          position: position)
        let keys = cache.keys(layer: layer, slot: slot, head: head)
        for past in stride(from: 0, to: visible, by: vectorWidth) {
          var sum = Vector.zero
          for index in 0..<headSize {
            let key = keys.vector(at: index * cache.stride + past)
            sum = sum.adding(key, times: query[index])
          }
          scores.set(scale * sum, at: past)
        }
        softmax(scores, count: visible)
        let values = cache.values(layer: layer, slot: slot, head: head)
        let output = result.value.row(row) + head * headSize
        for slice in slices(headSize) {
          var sum = Vector.zero
          for past in 0..<visible {
            let value = (values + past * headSize)[slice]
            sum = sum.adding(value, times: scores[past])
          }
          output[slice] = sum
        }
      }
    }
    return result
  }
}
