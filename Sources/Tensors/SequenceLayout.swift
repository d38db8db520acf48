/// How the rows of a batch are divided among its sequences.
///
/// Sentences differ in length. Rather than pad them to the longest and mask the padding away, the
/// course lays them end to end, `[all tokens, width]`. Every row is then a real token; only attention
/// needs to know where a sequence ends, and this tells it.
///
/// Like a tensor it is a view: its numbers lie on a tape, and are gone when the tape is reset.
package struct SequenceLayout {
  /// The number of tokens of each sequence.
  package let lengths: Integers
  /// The row of each sequence's first token.
  package let starts: Integers
  /// The number of rows in all.
  package let rows: Int
  /// For each row whether the other tokens of its sequence cannot see it; empty where nothing is hidden.
  /// It serves to find out what a token was needed for.
  let hidden: UnsafeBufferPointer<Bool>

  package init(lengths: some Collection<Int32>, hidden: [Bool] = [], on tape: Tape) {
    self.lengths = tape.copy(lengths)
    let marks = UnsafeMutableBufferPointer(
      start: hidden.isEmpty ? nil : tape.arena.allocate(Bool.self, count: hidden.count),
      count: hidden.count)
    _ = marks.initialize(fromContentsOf: hidden)
    self.hidden = UnsafeBufferPointer(marks)
    starts = tape.makeIntegers(lengths.count)
    var next: Int32 = 0
    for (sequence, length) in self.lengths.enumerated() {
      starts[sequence] = next
      next += length
    }
    rows = Int(next)
    guard hidden.isEmpty || hidden.count == rows else {
      fatalError("\(hidden.count) hidden marks for \(rows) rows")
    }
  }

  package var count: Int { lengths.count }
}
