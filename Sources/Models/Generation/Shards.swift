extension Array {
  /// The part of the array that shard `index` of `count` works on; the parts differ by one at most.
  package func shard(_ index: Int, of count: Int) -> Range<Int> {
    self.count * index / count..<self.count * (index + 1) / count
  }
}

/// Lets several threads write to different elements of one array.
package struct UncheckedBuffer<Element>: @unchecked Sendable {
  package let buffer: UnsafeMutableBufferPointer<Element>

  package init(_ buffer: UnsafeMutableBufferPointer<Element>) {
    self.buffer = buffer
  }
}
