/// A sequence of tokens with what the model should say at each of them.
package struct LabeledSequence: Sendable, Equatable {
  /// What the model reads.
  package var ids: [Int32]
  /// What it should predict at each position; `ignored` where nothing is asked.
  package var targets: [Int32]

  /// A target that does not count.
  package static let ignored: Int32 = -1

  package init(ids: [Int32], targets: [Int32]) {
    guard ids.count == targets.count else {
      fatalError("\(ids.count) tokens, but \(targets.count) targets")
    }
    self.ids = ids
    self.targets = targets
  }

  /// How many positions count.
  package var targetCount: Int { targets.count { $0 != LabeledSequence.ignored } }
}
