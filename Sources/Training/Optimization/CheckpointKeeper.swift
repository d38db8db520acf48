import Models

/// Keeps where a training stands between two steps, so that one that was cut off goes on from there and ends
/// with the same bits as one that was not.
///
/// A trainer asks once for what was kept, and offers what to keep after each step. All that the rest of the
/// training depends on is in it: the weights, the optimizer's means, and the trainer's own position (steps,
/// random numbers, β). Data and settings are not; whoever keeps it knows which training it is of.
package protocol CheckpointKeeper {
  /// Whether enough time has passed since something was kept.
  var isDue: Bool { get }

  /// Keeps a position and the numbers that belong to it. What cannot be kept does not end the training.
  func keep(_ position: some Encodable, _ tensors: [NamedParameters])

  /// Fills the tensors with what was kept.
  ///
  /// - Returns: the position; nil, with the tensors as they were, where nothing was kept or it cannot be used.
  func restore<Position: Decodable>(
    _ type: Position.Type, into tensors: [NamedParameters]
  ) -> Position?
}
