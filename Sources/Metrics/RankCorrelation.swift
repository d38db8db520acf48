/// Spearman's rank correlation: the correlation of the ranks of `x` with the ranks of `y`, where
/// equal values share the mean of their ranks. 1 if both rise together, −1 if one falls as the
/// other rises; NaN if all values of one are equal, or there are fewer than two.
package func rankCorrelation(_ x: [Double], _ y: [Double]) -> Double {
  guard x.count == y.count else {
    fatalError("rankCorrelation: \(x.count) values against \(y.count)")
  }
  let (a, b) = (meanRanks(of: x), meanRanks(of: y))
  let mean = Double(x.count + 1) / 2
  var (products, squaresA, squaresB) = (0.0, 0.0, 0.0)
  for (rankA, rankB) in zip(a, b) {
    products += (rankA - mean) * (rankB - mean)
    squaresA += (rankA - mean) * (rankA - mean)
    squaresB += (rankB - mean) * (rankB - mean)
  }
  return products / (squaresA * squaresB).squareRoot()
}

/// The rank of each value, from 1; equal values share the mean of their ranks.
private func meanRanks(of values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end {
      ranks[order[place]] = Double(start + 1 + end) / 2
    }
    start = end
  }
  return ranks
}
