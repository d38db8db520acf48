/// The score of a response: the reward model's, or a fixed penalty where the response never ends.
///
/// A reward model has only read whole answers. What it says of one that was cut off means nothing, so
/// such a response gets a fixed low score instead (Ziegler et al. 2019; Huang et al. 2024).
package func scoreOrPenalty(_ score: Float, hasEnded: Bool, penalty: Float) -> Float {
  hasEnded ? score : penalty
}
