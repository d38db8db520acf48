import Metrics
import Models

extension ScalarModel {
  /// Shifts and scales the scores so that these have mean 0 and standard deviation 1.
  ///
  /// The ranking loss only sees differences, so the zero of a reward model is arbitrary, and its scale is
  /// whatever training left. PPO adds a KL penalty to the score; β means the same from one reward
  /// model to the next only if the scores are on one scale (Ziegler et al. 2019; Huang et al. 2024).
  ///
  /// - Parameter scores: what this model gives to samples of the supervised model.
  package func normalize(by scores: [Float]) {
    guard scores.count > 1 else { return }
    let spread = Spread(of: scores.map(Double.init))
    let measured = spread.sampleVariance.squareRoot()
    // Equal scores have no scale to bring to 1.
    let deviation = measured > 1e-6 ? measured : 1
    rescale(gain: Float(1 / deviation), shift: Float(-spread.mean / deviation))
  }
}
