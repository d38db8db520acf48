import Foundation

// A claim about a difference is tested as a difference, at α = 0.05: it is real if the difference's 95 %
// interval lies on one side of 0, and small if that interval lies within a margin.

extension Estimate {
  /// This less another, with the interval that follows from the two intervals:
  ///
  ///     low  = d − √((a − l_a)² − 2ρ (a − l_a)(u_b − b) + (u_b − b)²)
  ///     high = d + √((u_a − a)² − 2ρ (u_a − a)(b − l_b) + (b − l_b)²)       d = a − b
  ///
  /// It keeps what is lopsided about them, so that a difference of shares stays within −1...1 and is never
  /// of zero width. A plain number is exact. There is no interval if one of the two has none.
  ///
  /// Source: Zou and Donner, "Construction of confidence limits about effect measures: a general
  /// approach", 2008 (MOVER); for two shares it is Newcombe's square-and-add, 1998.
  ///
  /// - Parameter correlation: ρ of the two estimates: 0 if they are independent. Answers to the same prompts
  ///   are not: then `clusteredDifference` finds it.
  package func minus(_ other: Estimate, correlation: Double = 0) -> Estimate {
    let difference = value - other.value
    let count = n ?? other.n
    guard let (low, high) = ends, let (otherLow, otherHigh) = other.ends, count != nil else {
      return Estimate(value: difference, low: nil, high: nil, n: count)
    }
    func combined(_ one: Double, _ two: Double) -> Double {
      max(0, one * one - 2 * correlation * one * two + two * two).squareRoot()
    }
    return Estimate(
      value: difference,
      low: difference - combined(value - low, otherHigh - other.value),
      high: difference + combined(high - value, other.value - otherLow), n: count)
  }

  /// The interval; of a plain number, the number itself.
  private var ends: (low: Double, high: Double)? {
    if let low, let high { return (low, high) }
    return n == nil ? (value, value) : nil
  }

  /// Whether this is larger than `other` by more than chance explains.
  package func isAbove(_ other: Estimate) -> Bool {
    let difference = minus(other)
    return difference.low.map { $0 > 0 } ?? (difference.n == nil && difference.value > 0)
  }

  /// Whether this is smaller than `other` by more than chance explains.
  package func isBelow(_ other: Estimate) -> Bool { other.isAbove(self) }

  /// Whether this is as good as equal to `other`: the whole interval of the difference lies within
  /// ±margin. (Twice a one-sided test, at α = 0.025; Schuirmann 1987.)
  package func isWithin(_ margin: Double, of other: Estimate) -> Bool {
    let difference = minus(other)
    guard let low = difference.low, let high = difference.high else {
      return difference.n == nil && abs(difference.value) <= margin
    }
    return low >= -margin && high <= margin
  }

  /// How much larger a share is than another, or the mean of scores from 0 to 1, where both come in the same
  /// clusters, such as two models' answers to the same prompts. They need not be pairs: of one cluster there
  /// may be more values than others.
  ///
  /// The correlation of the two is that of the clusters' residuals, Σ_g r_g s_g / √(Σ r_g² · Σ s_g²); what
  /// makes a prompt hard for both cancels out.
  ///
  /// - Parameters:
  ///   - values: each 0...1, with the cluster of each.
  ///   - others: the same of what is taken away.
  package static func clusteredDifference(
    of values: [Double], clusters: [Int], minus others: [Double], clusters otherClusters: [Int],
    confidence: Double = 0.95
  ) -> Estimate {
    let (residuals, rest) = (residualSums(values, clusters), residualSums(others, otherClusters))
    var product = 0.0
    for (cluster, residual) in residuals.sorted(by: { $0.key < $1.key }) {
      product += residual * (rest[cluster] ?? 0)
    }
    func squares(_ sums: [Int: Double]) -> Double {
      sums.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    }
    let scale = (squares(residuals) * squares(rest)).squareRoot()
    return clusteredShare(of: values, clusters: clusters, confidence: confidence).minus(
      clusteredShare(of: others, clusters: otherClusters, confidence: confidence),
      correlation: scale > 0 ? product / scale : 0)
  }

  /// Σ (value − mean) over each cluster.
  private static func residualSums(_ values: [Double], _ clusters: [Int]) -> [Int: Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return zip(values, clusters).reduce(into: [:]) { sums, pair in
      sums[pair.1, default: 0] += pair.0 - mean
    }
  }

  /// Of several differences, those that are so clearly not 0 that all of these claims together are wrong in at
  /// most one of twenty cases.
  ///
  /// With m differences, those count whose interval excludes 0 at a confidence of 1 − 0.05 / m; of the rest,
  /// those that then do so with m reduced by what was found; and so on.
  ///
  /// Source: Holm, "A simple sequentially rejective multiple test procedure", 1979.
  ///
  /// - Parameter differences: each gives its interval at the confidence that is asked for.
  package static func differFromZero(_ differences: [(_ confidence: Double) -> Estimate]) -> [Bool]
  {
    var differ = differences.map { _ in false }
    var hasFound = true
    while hasFound {
      let rest = differ.indices.filter { !differ[$0] }
      let found = rest.filter { index in
        let difference = differences[index](1 - 0.05 / Double(rest.count))
        return difference.isAbove(Estimate(0)) || difference.isBelow(Estimate(0))
      }
      for index in found { differ[index] = true }
      hasFound = !found.isEmpty
    }
    return differ
  }
}
