/// How the rows of a batch are divided among its sequences.
///
/// Sentences differ in length. Rather than pad them to the longest and mask the padding away, the
/// course lays them end to end, `[all tokens, width]`. Every row is then a real token; only attention
/// needs to know where a sequence ends, and this tells it.
package struct SequenceLayout: Sendable, Equatable {
  /// The number of tokens of each sequence.
  package let lengths: [Int32]
  /// The row of each sequence's first token.
  package let starts: [Int32]
  /// The number of rows in all.
  package let rows: Int
  /// For each row whether the other tokens of its sequence cannot see it; empty where nothing is hidden.
  /// It serves to find out what a token was needed for.
  package let hidden: [Bool]

  package init(lengths: [Int32], hidden: [Bool] = []) {
    self.lengths = lengths
    self.hidden = hidden
    var starts: [Int32] = []
    starts.reserveCapacity(lengths.count)
    var next: Int32 = 0
    for length in lengths {
      starts.append(next)
      next += length
    }
    self.starts = starts
    rows = Int(next)
    guard hidden.isEmpty || hidden.count == rows else {
      fatalError("\(hidden.count) hidden marks for \(rows) rows")
    }
  }

  package var count: Int { lengths.count }
}
