/// Whole numbers on a tape, such as tokens or the numbers of rows.
///
/// Like a tensor it is a view: its numbers are gone when the tape is reset.
package struct Integers: RandomAccessCollection {
  private let pointer: UnsafeMutablePointer<Int32>
  package let count: Int

  init(_ pointer: UnsafeMutablePointer<Int32>, count: Int) {
    self.pointer = pointer
    self.count = count
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  package subscript(index: Int) -> Int32 {
    get { place(index).pointee }
    nonmutating set { place(index).pointee = newValue }
  }

  /// Copies are made of the whole at once.
  package func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Int32>) throws -> Result
  ) rethrows -> Result? {
    try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  @inline(always)
  private func place(_ index: Int) -> UnsafeMutablePointer<Int32> {
    guard index >= 0, index < count else { fatalError("place \(index) of \(count)") }
    return pointer + index
  }
}
