/// Predictions of similar confidence, and how often they came true.
package struct CalibrationBin: Equatable, Sendable {
  /// The mean predicted probability.
  package let predicted: Double
  /// The share of the predictions that came true, with an interval over clusters.
  package let observed: Estimate
  package let count: Int
}

/// Predictions sorted by probability and cut into bins of equal count (to within one), for a
/// calibration curve.
///
/// - Parameters:
///   - probabilities: The predicted probability of each event.
///   - outcomes: Whether the event happened.
///   - clusters: The cluster of each event, such as the prompt whose outputs a pair is of.
///   - binCount: The number of bins; fewer if there are fewer predictions.
package func calibrationBins(
  _ probabilities: [Double], outcomes: [Bool], clusters: [Int], binCount: Int = 10
) -> [CalibrationBin] {
  guard probabilities.count == outcomes.count, outcomes.count == clusters.count, binCount > 0 else {
    fatalError(
      "calibrationBins: \(probabilities.count) probabilities, \(outcomes.count) outcomes, "
        + "clusters of \(clusters.count), \(binCount) bins")
  }
  // Ties in their given order, so that the bins are the same in every run.
  let order = probabilities.indices.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
  let bins = min(binCount, order.count)
  return (0..<bins).map { bin in
    let members = order[(bin * order.count / bins)..<((bin + 1) * order.count / bins)]
    let sum = members.reduce(0) { $0 + probabilities[$1] }
    return CalibrationBin(
      predicted: sum / Double(members.count),
      observed: .clusteredShare(
        of: members.map { outcomes[$0] ? 1 : 0 }, clusters: members.map { clusters[$0] }),
      count: members.count)
  }
}

/// Expected calibration error: how far the predicted probabilities are from what came true, on
/// average over bins b of equal count: Σ_b (n_b / n) · |observed_b − predicted_b|. NaN if there are
/// no predictions.
///
/// Source: Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning", 2015;
/// with bins of equal count, as in Nguyen and O'Connor, 2015.
package func expectedCalibrationError(_ bins: [CalibrationBin]) -> Double {
  bins.reduce(0) { $0 + Double($1.count) * abs($1.observed.value - $1.predicted) }
    / Double(bins.reduce(0) { $0 + $1.count })
}
