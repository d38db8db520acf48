import Glibc
import Tensors

/// A KL estimate as a loss: what a policy learns that makes it small.
///
/// That an estimate has the right mean does not give its gradient the right mean. The tokens were drawn from the policy, and
/// how often a token is drawn depends on the weights, too; a loss whose tokens are held fixed leaves that part out. With
/// l = log π − log π_ref of a token drawn from π, and ρ = π / π_drawn:
///
///     loss       mean of its gradient
///     k1         0
///     k2         ∇ KL(π ‖ π_ref)
///     k3         ∇ KL(π_ref ‖ π): the other way round
///     ρ · k3     ∇ KL(π ‖ π_ref)
///
/// (Tang and Munos 2025, "On a few pitfalls in KL divergence gradient estimation for RL", has these.) With k1 in the
/// *reward*, as PPO and RLOO have it, the gradient is the right one, too.
package enum KLLoss: String, CaseIterable, Sendable {
  case k1, k2, k3
  /// ρ · k3.
  case weightedK3

  /// - Parameters:
  ///   - logProbabilities: log π of the tokens, `[tokens]`.
  ///   - drawn: log π of the same tokens when they were drawn.
  ///   - reference: log π_ref of the same tokens.
  ///   - weights: of each token; they sum to 1 for a mean.
  package func callAsFunction(
    _ logProbabilities: Variable, drawn: [Float], reference: [Float], weights: [Float]
  ) -> Variable {
    let log = logProbabilities - logProbabilities.constant(reference)
    func k3() -> Variable {
      (-log).exponential - log.constant(reference.map { _ in 1 }) + log
    }
    let estimate =
      switch self {
      case .k1: log
      case .k2: 0.5 * log.squared
      case .k3: k3()
      case .weightedK3:
        (logProbabilities - logProbabilities.constant(drawn)).exponential * k3()
      }
    return estimate.sum(weights: weights)
  }
}

/// ∇ KL(p ‖ q) by the logits of p = softmax(logits): pᵢ (log(pᵢ / qᵢ) − KL(p ‖ q)).
package func klGradient(_ p: [Double], from q: [Double]) -> [Double] {
  let logs = zip(p, q).map { $0 > 0 ? log($0 / $1) : 0 }
  let kl = zip(p, logs).reduce(0) { $0 + $1.0 * $1.1 }
  return zip(p, logs).map { $0 * ($1 - kl) }
}

/// ∇ KL(q ‖ p) by the logits of p = softmax(logits): pᵢ − qᵢ.
package func reverseKLGradient(_ p: [Double], from q: [Double]) -> [Double] {
  zip(p, q).map { $0 - $1 }
}
