/// Numbers shifted and scaled to mean 0 and variance 1: (x − mean) / √(variance + 10⁻⁸).
///
/// PPO whitens the advantages of a batch, so that the size of a step does not depend on the scale of
/// the reward. Only tokens of responses are given; there is no padding to mask.
package func whitened(_ values: [Float]) -> [Float] {
  guard values.count > 1 else { return values.map { _ in 0 } }
  let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
  let variance =
    values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
  let scale = 1 / (variance + 1e-8).squareRoot()
  return values.map { Float((Double($0) - mean) * scale) }
}
