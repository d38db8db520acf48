/// Keys and values of the tokens that a model has read already.
///
/// A causal model's keys and values of past tokens never change, so writing one token more needs
/// the new token's row alone; without the cache each new token would cost a pass over the whole text.
/// Keys are kept transposed, `[headSize, stride]`, so that the scores of sixteen past positions are computed
/// side by side.
package final class KeyValueCache {
  package let capacity: Int
  let layers: Int
  let heads: Int
  let headSize: Int
  /// From one channel's keys to the next: the capacity, up to whole vectors.
  let stride: Int
  /// From one position's value to the next: the head's channels, up to whole vectors.
  let valueStride: Int
  /// Floats in the matrices of one head.
  let keyCount, valueCount: Int
  /// The slots of the sequences that are being written, in the order of a batch's; at first all.
  package var active: [Int]
  /// How many positions each slot holds.
  package internal(set) var lengths: [Int]
  private let arena = Arena()
  private let keys: UnsafeMutablePointer<Float>
  private let values: UnsafeMutablePointer<Float>

  /// - Parameters:
  ///   - slots: how many sequences are written at the same time.
  ///   - capacity: the longest sequence, in tokens.
  package init(slots: Int, layers: Int, heads: Int, headSize: Int, capacity: Int) {
    self.capacity = capacity
    self.layers = layers
    self.heads = heads
    self.headSize = headSize
    stride = slices(capacity).paddedCount
    valueStride = slices(headSize).paddedCount
    (keyCount, valueCount) = (headSize * stride, capacity * valueStride)
    active = Array(0..<slots)
    lengths = Array(repeating: 0, count: slots)
    let count = slots * layers * heads
    keys = arena.allocate(Float.self, count: count * keyCount)
    values = arena.allocate(Float.self, count: count * valueCount)
  }

  /// The matrices before those of a head.
  @inline(always)
  private func index(layer: Int, slot: Int, head: Int) -> Int {
    guard (0..<layers).contains(layer), lengths.indices.contains(slot) else {
      fatalError("layer \(layer), slot \(slot) of \(layers) layers and \(lengths.count) slots")
    }
    return (layer * lengths.count + slot) * heads + head
  }

  /// Keys of one head, `[headSize, stride]`.
  func keys(layer: Int, slot: Int, head: Int) -> UnsafeMutablePointer<Float> {
    keys + index(layer: layer, slot: slot, head: head) * keyCount
  }

  /// Values of one head, `[capacity, valueStride]`.
  func values(layer: Int, slot: Int, head: Int) -> UnsafeMutablePointer<Float> {
    values + index(layer: layer, slot: slot, head: head) * valueCount
  }

  /// Puts the key and the value of one token at a position of a slot.
  func store(
    key: UnsafeMutablePointer<Float>, value: UnsafeMutablePointer<Float>, layer: Int, slot: Int,
    head: Int, position: Int
  ) {
    guard position < capacity else {
      fatalError("position \(position) is beyond the cache of \(capacity)")
    }
    let keyColumn = keys(layer: layer, slot: slot, head: head) + position
    let valueRow = values(layer: layer, slot: slot, head: head) + position * valueStride
    for index in 0..<headSize {
      keyColumn[index * stride] = key[index]
      valueRow[index] = value[index]
    }
  }

  /// Whether nothing has been read yet.
  package var isEmpty: Bool { lengths.allSatisfy { $0 == 0 } }

  /// Counts the tokens that a forward pass has put in, once all layers have.
  package func advance(by lengths: Integers) {
    for (slot, length) in zip(active, lengths) { self.lengths[slot] += Int(length) }
  }
}
