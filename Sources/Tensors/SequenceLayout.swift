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

  package init(lengths: [Int32]) {
    self.lengths = lengths
    var starts: [Int32] = []
    starts.reserveCapacity(lengths.count)
    var next: Int32 = 0
    for length in lengths {
      starts.append(next)
      next += length
    }
    self.starts = starts
    rows = Int(next)
  }

  package var count: Int { lengths.count }
}
