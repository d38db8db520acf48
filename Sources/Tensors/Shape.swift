/// The lengths of a tensor's axes, at most four, slowest first: `[rows, columns]`.
///
/// It is a plain value of fixed size, so that making one costs no memory allocation.
package struct Shape: Equatable, Sendable, CustomStringConvertible {
  private let lengths: SIMD4<Int>
  package let rank: Int

  package init(_ length: Int) {
    self.init(lengths: [length, 1, 1, 1], rank: 1)
  }

  package init(_ rows: Int, _ columns: Int) {
    self.init(lengths: [rows, columns, 1, 1], rank: 2)
  }

  private init(lengths: SIMD4<Int>, rank: Int) {
    self.lengths = lengths
    self.rank = rank
  }

  /// A shape from its axes; a checkpoint's header is read with it.
  package init?(axes: [Int]) {
    guard (1...4).contains(axes.count), axes.allSatisfy({ $0 >= 0 }) else { return nil }
    var lengths = SIMD4<Int>(repeating: 1)
    for (axis, length) in axes.enumerated() { lengths[axis] = length }
    self.init(lengths: lengths, rank: axes.count)
  }

  package subscript(axis: Int) -> Int { lengths[axis] }

  /// How many elements there are.
  package var count: Int { lengths[0] * lengths[1] * lengths[2] * lengths[3] }

  /// The length of the first axis: a matrix's rows.
  package var rows: Int { lengths[0] }

  /// Elements in one row: the product of all axes but the first.
  package var columns: Int { lengths[1] * lengths[2] * lengths[3] }

  package var axes: [Int] { (0..<rank).map { lengths[$0] } }

  package var description: String {
    "[" + axes.map(String.init).joined(separator: ", ") + "]"
  }
}
