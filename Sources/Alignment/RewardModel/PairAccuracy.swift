/// r_w − r_l of every ordered pair: positive where the reward model agrees with the ranking.
///
/// - Parameters:
///   - rewards: the scores of all completions of all prompts, one after another.
///   - ranks: the ranks of each prompt's completions, 1 being the best.
package func pairMargins(_ rewards: [Float], ranks: [[Int]]) -> [Float] {
  var margins: [Float] = []
  var start = 0
  for ranks in ranks {
    forEachOrderedPair(ranks) { winner, loser in
      margins.append(rewards[start + winner] - rewards[start + loser])
    }
    start += ranks.count
  }
  return margins
}

/// The share of pairs in the right order; equal scores count half.
package func pairAccuracy(_ margins: [Double]) -> Double {
  guard !margins.isEmpty else { return .nan }
  return margins.reduce(0) { $0 + ($1 > 0 ? 1 : $1 == 0 ? 0.5 : 0) } / Double(margins.count)
}
