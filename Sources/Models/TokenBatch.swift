import Tensors

/// Token sequences of any lengths, laid end to end.
package struct TokenBatch: Sendable {
  /// The tokens of all sequences, `[rows]`.
  package let ids: [Int32]
  /// The place of each token in its own sequence, `[rows]`.
  package let positions: [Int32]
  package let layout: SequenceLayout

  /// - Parameter hiding: for each sequence the places of tokens that the others cannot attend to; empty
  ///   hides nothing.
  package init(_ sequences: some Collection<[Int32]>, hiding hidden: [[Int]] = []) {
    var ids: [Int32] = []
    var positions: [Int32] = []
    for sequence in sequences {
      ids += sequence
      positions += sequence.indices.lazy.map(Int32.init)
    }
    self.ids = ids
    self.positions = positions
    layout = SequenceLayout(
      lengths: sequences.map { Int32($0.count) },
      hidden: zip(sequences, hidden).flatMap { sequence, places in
        sequence.indices.map(places.contains)
      })
  }

  /// One token for each sequence, at the given positions: a step of text generation.
  init(next ids: [Int32], at positions: [Int32]) {
    self.ids = ids
    self.positions = positions
    layout = SequenceLayout(lengths: Array(repeating: 1, count: ids.count))
  }

  /// The row of each sequence's last token, where a reward model reads its score.
  package var lastRows: [Int32] {
    zip(layout.starts, layout.lengths).map { $0 + $1 - 1 }
  }
}
