/// Several completions of one prompt, in tokens, with the ranks that a labeler gave them.
package struct RankedCompletions: Sendable, Equatable {
  /// Prompt and completion of each, ready to be scored.
  package var sequences: [[Int32]]
  /// 1 is the best; equal ranks are ties.
  package var ranks: [Int]

  package init(sequences: [[Int32]], ranks: [Int]) {
    guard sequences.count == ranks.count else {
      fatalError("\(sequences.count) completions, but \(ranks.count) ranks")
    }
    self.sequences = sequences
    self.ranks = ranks
  }
}
