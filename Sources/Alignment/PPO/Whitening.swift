import Metrics

/// Numbers shifted and scaled to mean 0 and variance 1: (x − mean) / √(variance + 10⁻⁸).
///
/// PPO whitens the advantages of a batch, so that the size of a step does not depend on the scale of
/// the reward. Only tokens of responses are given; there is no padding to mask. The variance is that of
/// the numbers themselves, Σ (x − mean)² / n; TRL's `masked_whiten` divides by n − 1.
package func whitened(_ values: [Float]) -> [Float] {
  guard values.count > 1 else { return values.map { _ in 0 } }
  let spread = Spread(of: values.map(Double.init))
  let scale = 1 / (spread.variance + 1e-8).squareRoot()
  return values.map { Float((Double($0) - spread.mean) * scale) }
}
