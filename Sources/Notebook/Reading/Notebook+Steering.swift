import Words

/// The learner's hand on a value while a model trains.
package struct Hand {
  /// The value that the learner wants now.
  package let value: () -> Double
  /// Takes up a value where an earlier run was cut off.
  package let takeUp: (Double) -> Void
}

extension Notebook {
  /// Lets the learner move a value while a model trains: ← halves it, → doubles it.
  ///
  /// - Parameters:
  ///   - start: the value at first.
  ///   - ghosts: curves of an earlier training, drawn behind the new ones.
  ///   - train: trains by the moves of before, which are repeated, or else by the hand; nil for both where there
  ///     is no learner. It gives back the moves.
  /// - Throws: what `train` throws.
  package func steer<Result>(
    from start: Double, ghosts: [Label: [Double]],
    _ train: (_ moves: [Double]?, _ hand: Hand?) throws -> (Result, moves: [Double])
  ) throws -> Result {
    try leaveIfAsked()
    if let entry = journal.replay(.leash) {
      let moves = (entry.text ?? "").split(separator: " ").compactMap { Double($0) }
      return try train(moves, nil).0
    }
    guard isInteractive else { return try train(nil, nil).0 }
    goLive()
    var value = start
    self.ghosts = Dictionary(
      ghosts.map { (progressWords($0.key), $0.value) }, uniquingKeysWith: { $1 })
    trainingKeys = ProgressBar.KeyHandler { key in
      switch key {
      case .left: value = value > 0.02 ? value / 2 : 0
      case .right: value = value > 0 ? min(100, value * 2) : 0.025
      default: break
      }
    } hint: {
      Messages.text("live.leash", ["beta": value.plain])
    }
    defer { (self.ghosts, trainingKeys) = ([:], nil) }
    let (result, moves) = try train(nil, Hand(value: { value }, takeUp: { value = $0 }))
    journal.add(.leash, moves.map { "\($0)" }.joined(separator: " "))
    keepPlace()
    return result
  }
}
