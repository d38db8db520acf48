extension Array {
  /// The part of the array that shard `index` of `count` works on; the parts differ by one at most.
  package func shard(_ index: Int, of count: Int) -> Range<Int> {
    self.count * index / count..<self.count * (index + 1) / count
  }
}
