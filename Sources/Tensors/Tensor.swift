/// A block of 32-bit floats with a shape, row after row without gaps.
///
/// A tensor is a view: it does not own its memory, which belongs to an `Arena` or to `Parameters`
/// and outlives it. Copying a tensor copies the view, not the numbers.
package struct Tensor {
  package let pointer: UnsafeMutablePointer<Float>
  package let shape: Shape

  package init(_ pointer: UnsafeMutablePointer<Float>, shape: Shape) {
    self.pointer = pointer
    self.shape = shape
  }

  package var rows: Int { shape.rows }
  package var columns: Int { shape.columns }
  package var count: Int { shape.count }

  /// The first element of a row.
  package func row(_ index: Int) -> UnsafeMutablePointer<Float> {
    pointer + index * columns
  }

  package subscript(row: Int, column: Int) -> Float {
    guard row >= 0, row < rows, column >= 0, column < columns else {
      fatalError("element [\(row), \(column)] of a tensor of shape \(shape)")
    }
    return pointer[row * columns + column]
  }

  /// The number at a place of the whole tensor, counted row after row.
  package subscript(index: Int) -> Float {
    guard index >= 0, index < count else {
      fatalError("element \(index) of a tensor of shape \(shape)")
    }
    return pointer[index]
  }

  /// The numbers, copied out.
  package var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// The numbers of one row, copied out.
  package func values(row index: Int) -> [Float] {
    guard index >= 0, index < rows else {
      fatalError("row \(index) of a tensor of shape \(shape)")
    }
    return Array(UnsafeBufferPointer(start: row(index), count: columns))
  }

  /// The only number of a tensor of one element: a loss.
  package var scalar: Float {
    guard count == 1 else { fatalError("a scalar was asked of a tensor of shape \(shape)") }
    return pointer[0]
  }

  func fill(_ value: Float) {
    pointer.update(repeating: value, count: count)
  }

  func copy(from other: Tensor) {
    guard count == other.count else {
      fatalError("a tensor of shape \(other.shape) cannot be copied to one of \(shape)")
    }
    pointer.update(from: other.pointer, count: count)
  }
}
