import Foundation
import Metrics

/// How the gold reward of a policy depends on how far it has gone from where it started:
///
///     R(d) = d · (α − β log d),   d = √KL(π ‖ π_ref)
///
/// (Gao, Schulman and Hilton 2023, "Scaling laws for reward model overoptimization", equation 1, the
/// form for reinforcement learning.) α is the gain that the first steps promise, β how fast the
/// promise is broken. This β is not the weight of the KL penalty.
package struct RewardFrontier: Sendable {
  package let alpha: Double
  package let beta: Double

  /// The least-squares fit: R is linear in α and β.
  ///
  ///     minimize Σ (α · d − β · d log d − R)²
  ///
  /// - Parameters:
  ///   - distances: d of each point; points at d ≤ 0 say nothing and are left out.
  ///   - gains: gold reward above that of the start.
  /// - Returns: nil if the points do not determine both numbers.
  package init?(distances: [Double], gains: [Double]) {
    var (aa, ab, bb, ar, br) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (d, gain) in zip(distances, gains) where d > 0 && d.isFinite && gain.isFinite {
      let (a, b) = (d, -d * log(d))
      aa += a * a
      ab += a * b
      bb += b * b
      ar += a * gain
      br += b * gain
    }
    let determinant = aa * bb - ab * ab
    guard determinant > 1e-9 * aa * bb else { return nil }
    alpha = (ar * bb - br * ab) / determinant
    beta = (br * aa - ar * ab) / determinant
  }

  /// R(d).
  package func callAsFunction(_ distance: Double) -> Double {
    distance > 0 ? distance * (alpha - beta * log(distance)) : 0
  }

  /// The share of the gains' variance that the curve explains: 1 − Σ (R(d) − gain)² / Σ (gain − mean)².
  package func explainedVariance(distances: [Double], gains: [Double]) -> Double {
    let rest = zip(distances, gains).reduce(0) { sum, point in
      let error = self(point.0) - point.1
      return sum + error * error
    }
    return 1 - rest / Spread(of: gains).squares
  }

  /// The distance at which R is largest, where R′(d) = α − β − β log d = 0; nil if R only grows.
  package var peak: Double? { beta > 0 ? exp(alpha / beta - 1) : nil }
}
