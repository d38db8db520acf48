/// Chooses β, the weight of the KL penalty.
package enum KLController: Sendable, Equatable {
  /// β stays as it is.
  case fixed
  /// β follows the measured KL: it grows where the KL is above `target` and shrinks where it is below,
  /// by a fifth of its size at most over `horizon` episodes (Ziegler et al. 2019, section 2.2):
  ///
  ///     β ← β · (1 + clip(KL / target − 1, ±0.2) · episodes / horizon)
  case adaptive(target: Double, horizon: Double)

  /// The next β, after `episodes` new episodes with a mean KL of `kl` nats.
  package func next(_ klCoefficient: Double, kl: Double, episodes: Int) -> Double {
    switch self {
    case .fixed: return klCoefficient
    case .adaptive(let target, let horizon):
      let error = min(max(kl / target - 1, -0.2), 0.2)
      return klCoefficient * (1 + error * Double(episodes) / horizon)
    }
  }
}
