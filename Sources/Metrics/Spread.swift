/// The mean of numbers, and how far they are spread around it.
package struct Spread: Sendable {
  package let count: Int
  /// NaN of no numbers.
  package let mean: Double
  /// Σ (x − mean)².
  package let squares: Double

  package init(of values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    count = values.count
    self.mean = mean
    squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  /// The variance of the numbers themselves: Σ (x − mean)² / n.
  package var variance: Double { squares / Double(count) }

  /// The variance of what the numbers are a sample of: Σ (x − mean)² / (n − 1). NaN below two numbers.
  package var sampleVariance: Double { count > 1 ? squares / Double(count - 1) : .nan }
}
