extension RandomAccessCollection where Index == Int {
  /// The part of the collection that shard `index` of `count` works on; the parts differ by one at most.
  package func shard(_ index: Int, of count: Int) -> Range<Int> {
    startIndex + self.count * index / count..<startIndex + self.count * (index + 1) / count
  }
}
