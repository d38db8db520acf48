import Tensors

/// Token sequences of any lengths, laid end to end.
///
/// Like a tensor it is a view: its numbers lie on a tape, and are gone when the tape is reset.
package struct TokenBatch {
  /// The tokens of all sequences, `[rows]`.
  package let ids: Integers
  /// The place of each token in its own sequence, `[rows]`.
  package let positions: Integers
  package let layout: SequenceLayout
  /// What its numbers lie on.
  package let tape: Tape

  /// - Parameter hiding: for each sequence the places of tokens that the others cannot attend to; empty
  ///   hides nothing.
  package init(
    _ sequences: some Collection<[Int32]>, hiding hidden: [[Int]] = [], on tape: Tape
  ) {
    let sequences = Array(sequences)
    self.init(sequences.indices, hiding: hidden, on: tape) { sequences[$0] }
  }

  /// The same without an array of the sequences: a language model's training step allocates none.
  ///
  /// - Parameters:
  ///   - sequences: a range of numbers, such as the indices of a slice.
  ///   - tokens: gives the tokens of a sequence.
  package init(
    _ sequences: Range<Int>, hiding hidden: [[Int]] = [], on tape: Tape,
    tokens: (_ sequence: Int) -> [Int32]
  ) {
    let lengths = tape.makeIntegers(sequences.count)
    for (index, sequence) in sequences.enumerated() {
      lengths[index] = Int32(tokens(sequence).count)
    }
    let hidden = zip(sequences, hidden).flatMap { sequence, places in
      tokens(sequence).indices.map(places.contains)
    }
    self.init(lengths: lengths, hidden: hidden, on: tape)
    var row = 0
    for sequence in sequences {
      for id in tokens(sequence) {
        ids[row] = id
        row += 1
      }
    }
  }

  /// Sequences of these lengths, whose `ids` have yet to be filled in.
  init(lengths: Integers, hidden: [Bool] = [], on tape: Tape) {
    self.tape = tape
    layout = SequenceLayout(lengths: lengths, hidden: hidden, on: tape)
    ids = tape.makeIntegers(layout.rows)
    positions = tape.makeIntegers(layout.rows)
    var row = 0
    for sequence in 0..<lengths.count {
      for position in 0..<lengths[sequence] {
        positions[row] = position
        row += 1
      }
    }
  }

  /// One token for each active sequence of a cache: a step of text generation.
  init(next ids: [Int32], after cache: KeyValueCache, on tape: Tape) {
    self.tape = tape
    self.ids = tape.copy(ids)
    positions = tape.copy(cache.active.map { Int32(cache.lengths[$0]) })
    layout = SequenceLayout(lengths: Array(repeating: 1, count: ids.count), on: tape)
  }

  /// The row of each sequence's last token, where a reward model reads its score.
  package var lastRows: Integers {
    let rows = tape.makeIntegers(layout.lengths.count)
    for sequence in 0..<rows.count {
      guard layout.lengths[sequence] > 0 else { fatalError("sequence \(sequence) has no token") }
      rows[sequence] = layout.starts[sequence] + layout.lengths[sequence] - 1
    }
    return rows
  }
}
