/// Estimates with a 95 % confidence interval. Of no measurements, the value is NaN; of one, there
/// is no interval.
extension Estimate {
  /// The mean of independent measurements, with the interval of Student's t:
  /// mean ± t(n − 1) · s / √n, where s² is the sample variance.
  package static func mean(of values: [Double]) -> Estimate {
    let n = values.count
    let spread = Spread(of: values)
    guard n > 1 else { return Estimate(value: spread.mean, low: nil, high: nil, n: n) }
    return interval(
      around: spread.mean, standardError: (spread.sampleVariance / Double(n)).squareRoot(),
      degreesOfFreedom: n - 1, n: n)
  }

  /// The mean of measurements that come in clusters, such as several answers to each prompt.
  ///
  /// Answers to one prompt resemble each other, so they tell less than as many answers to
  /// different prompts. With G clusters and u_g the sum of (value − mean) over cluster g:
  ///
  ///     variance of the mean = G / (G − 1) · Σ u_g² / n²      interval: mean ± t(G − 1) · √variance
  ///
  /// Source: Cameron and Miller, "A practitioner's guide to cluster-robust inference", 2015,
  /// sections II.B and VI.D, for the regression on a constant.
  ///
  /// - Parameter clusters: The cluster of each value.
  package static func clusteredMean(
    of values: [Double], clusters: [Int], confidence: Double = 0.95
  ) -> Estimate {
    guard values.count == clusters.count else {
      fatalError(
        "Estimate.clusteredMean: \(values.count) values, but clusters of \(clusters.count)")
    }
    let n = values.count
    let mean = values.reduce(0, +) / Double(n)
    // Summed in the order of appearance: a dictionary's own order differs from run to run.
    var places: [Int: Int] = [:]
    var sums: [Double] = []
    for (value, cluster) in zip(values, clusters) {
      if let place = places[cluster] {
        sums[place] += value - mean
      } else {
        places[cluster] = sums.count
        sums.append(value - mean)
      }
    }
    let count = sums.count
    guard count > 1 else { return Estimate(value: mean, low: nil, high: nil, n: n) }
    let squares = sums.reduce(0) { $0 + $1 * $1 }
    let variance = Double(count) / Double(count - 1) * squares / (Double(n) * Double(n))
    return interval(
      around: mean, standardError: variance.squareRoot(), degreesOfFreedom: count - 1, n: n,
      confidence: confidence)
  }

  /// The share of hits that come in clusters, such as several answers to each prompt; or the mean of scores
  /// from 0 to 1.
  ///
  /// Wilson's interval, with as many trials as independent ones would have to be to vary as much:
  /// p(1 − p) / variance, with the variance of `clusteredMean` and Student's t for the normal quantile.
  /// A variance that rests on few clusters is not to be trusted: of G clusters of which k have a hit (or k
  /// a miss, if those are fewer), at most (k + 1) G trials count. So an interval never leaves 0...1, and that
  /// of a share of 0 is not empty: there each cluster is a trial.
  ///
  /// Source: Dean and Pagano, "Evaluating confidence interval methods for binomial proportions in
  /// clustered surveys", 2015.
  ///
  /// - Parameters:
  ///   - values: 1 for a hit, 0 for a miss; what counts in between, such as a tie, lies in between.
  ///   - clusters: The cluster of each value.
  package static func clusteredShare(
    of values: [Double], clusters: [Int], confidence: Double = 0.95
  ) -> Estimate {
    let mean = clusteredMean(of: values, clusters: clusters, confidence: confidence)
    guard let low = mean.low, let n = mean.n else { return mean }
    let count = Set(clusters).count
    let withHits = Set(zip(values, clusters).filter { $0.0 > 0 }.map(\.1)).count
    let withMisses = Set(zip(values, clusters).filter { $0.0 < 1 }.map(\.1)).count
    let quantile = studentTQuantile(confidence, degreesOfFreedom: count - 1)
    let error = (mean.value - low) / quantile
    let share = mean.value
    let most = Double((min(withHits, withMisses) + 1) * count)
    let trials = error > 0 ? min(share * (1 - share) / (error * error), most) : Double(count)
    let interval = wilson(share, trials: trials, quantile: quantile)
    return Estimate(value: share, low: interval.lowerBound, high: interval.upperBound, n: n)
  }

  /// The mean of `values[i] − others[i]`, such as the scores of two models on the same prompts.
  /// What makes a prompt hard for both cancels out, so the interval is narrower than that of two
  /// separate means.
  ///
  /// - Parameter clusters: The cluster of each pair; nil if the pairs are independent.
  package static func pairedDifference(
    of values: [Double], minus others: [Double], clusters: [Int]? = nil
  ) -> Estimate {
    guard values.count == others.count else {
      fatalError(
        "Estimate.pairedDifference: \(values.count) values, but \(others.count) to subtract")
    }
    let differences = zip(values, others).map { $0 - $1 }
    guard let clusters else { return mean(of: differences) }
    return clusteredMean(of: differences, clusters: clusters)
  }

  /// The share of successes among independent trials, with Wilson's interval, which unlike
  /// p ± z·√(p(1 − p)/n) stays within 0...1 and is right for a share of 0 or 1, too:
  ///
  ///     (p + z²/2n ± z · √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
  ///
  /// Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
  package static func proportion(_ successes: Int, of n: Int) -> Estimate {
    guard successes >= 0, successes <= n else {
      fatalError("Estimate.proportion: \(successes) successes of \(n) trials")
    }
    guard n > 0 else { return Estimate(value: .nan, low: nil, high: nil, n: n) }
    let share = Double(successes) / Double(n)
    // The normal distribution's quantile for 95 %.
    let interval = wilson(share, trials: Double(n), quantile: 1.959963984540054)
    return Estimate(value: share, low: interval.lowerBound, high: interval.upperBound, n: n)
  }

  /// A ratio of two sums over documents, such as nats per token: Σ y / Σ x.
  ///
  /// Its error is that of the residuals y − ratio · x (Cochran 1977, "Sampling techniques", section
  /// 6.3), so that tokens of one document are not taken for independent ones.
  package static func ratio(of numerators: [Double], to denominators: [Double]) -> Estimate {
    guard numerators.count == denominators.count else {
      fatalError("Estimate.ratio: \(numerators.count) and \(denominators.count) values")
    }
    let sum = denominators.reduce(0, +)
    guard sum > 0 else { return Estimate(value: .nan, low: nil, high: nil, n: 0) }
    let ratio = numerators.reduce(0, +) / sum
    let residuals = zip(numerators, denominators).map { $0 - ratio * $1 }
    let spread = Estimate.mean(of: residuals)
    guard let high = spread.high else {
      return Estimate(value: ratio, low: nil, high: nil, n: residuals.count)
    }
    let margin = (high - spread.value) / (sum / Double(residuals.count))
    return Estimate(value: ratio, low: ratio - margin, high: ratio + margin, n: residuals.count)
  }

  private static func wilson(
    _ share: Double, trials: Double, quantile z: Double
  ) -> ClosedRange<Double> {
    let centre = share + z * z / (2 * trials)
    let spread = z * (share * (1 - share) / trials + z * z / (4 * trials * trials)).squareRoot()
    let scale = 1 + z * z / trials
    // Exactly 0 and 1 at the ends, where rounding would leave a trace.
    let low = share <= 0 ? 0 : max(0, (centre - spread) / scale)
    let high = share >= 1 ? 1 : min(1, (centre + spread) / scale)
    return low...max(low, high)
  }

  private static func interval(
    around mean: Double, standardError: Double, degreesOfFreedom: Int, n: Int,
    confidence: Double = 0.95
  ) -> Estimate {
    let margin = studentTQuantile(confidence, degreesOfFreedom: degreesOfFreedom) * standardError
    return Estimate(value: mean, low: mean - margin, high: mean + margin, n: n)
  }
}
