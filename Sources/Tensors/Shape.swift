/// The lengths of a tensor's axes: `[rows, columns]`, or `[rows]` for a list of numbers.
package struct Shape: Equatable, Sendable, CustomStringConvertible {
  /// The length of the first axis.
  package let rows: Int
  /// Elements in one row: 1 in a list.
  package let columns: Int
  /// How many axes there are.
  package let rank: Int

  package init(_ length: Int) {
    (rows, columns, rank) = (length, 1, 1)
  }

  package init(_ rows: Int, _ columns: Int) {
    (self.rows, self.columns, rank) = (rows, columns, 2)
  }

  /// How many elements there are.
  package var count: Int { rows * columns }

  package var axes: [Int] { rank == 1 ? [rows] : [rows, columns] }

  package var description: String { "\(axes)" }
}
