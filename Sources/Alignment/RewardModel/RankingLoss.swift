import Tensors

/// The loss of a reward model on rankings: for each prompt
///
///     −1 / (K choose 2) · Σ log σ(r_w − r_l)
///
/// over the pairs of its K completions, r_w being the score of the one that was ranked higher, then
/// the mean over prompts (Ouyang et al. 2022, "InstructGPT", equation 1). Ties say nothing about
/// which is better; they are left out of the sum and of the count.
///
/// At equal scores it is ln 2, the loss of a guess.
///
/// - Parameters:
///   - rewards: the scores of all completions of all prompts, one after another, `[completions, 1]`.
///   - ranks: the ranks of each prompt's completions, 1 being the best.
///   - count: how many prompts the mean is over; for a shard those of the whole batch.
/// - Returns: one number; nil where every pair is tied.
package func rankingLoss(_ rewards: Variable, ranks: [[Int]], count: Int) -> Variable? {
  let pairs = RankedPairs(ranks, of: rewards)
  guard !pairs.weights.isEmpty else { return nil }
  // quote: ranking-loss
  // r_w − r_l of each pair, [pairs, 1]; a pair weighs 1 / (K choose 2).
  let margins = rewards.rows(at: pairs.winners) - rewards.rows(at: pairs.losers)
  return margins.logSigmoid.sum(weights: pairs.weights, scale: -1 / Float(count))
  // end quote
}

/// All pairs of the completions of several prompts, of which one was ranked above the other.
struct RankedPairs {
  /// Places among the completions of all prompts.
  private(set) var winners: [Int32] = []
  private(set) var losers: [Int32] = []
  /// 1 / (K choose 2): a prompt counts the same, however many completions it has.
  private(set) var weights: [Float] = []

  /// - Parameter rewards: of all completions, `[completions, 1]`.
  init(_ ranks: [[Int]], of rewards: Variable) {
    var start = 0
    for ranks in ranks {
      let first = winners.count
      forEachOrderedPair(ranks) { winner, loser in
        winners.append(Int32(start + winner))
        losers.append(Int32(start + loser))
      }
      let pairs = winners.count - first
      weights.append(contentsOf: repeatElement(1 / Float(pairs), count: pairs))
      start += ranks.count
    }
    guard start == rewards.rows else {
      fatalError("\(rewards.rows) scores, but \(start) ranks")
    }
  }
}

/// The pairs of which one was ranked above the other: all (K choose 2) of them, but for ties.
package func orderedPairs(_ ranks: [Int]) -> [(winner: Int, loser: Int)] {
  var pairs: [(winner: Int, loser: Int)] = []
  forEachOrderedPair(ranks) { pairs.append((winner: $0, loser: $1)) }
  return pairs
}

/// The same without an array.
func forEachOrderedPair(_ ranks: [Int], _ body: (_ winner: Int, _ loser: Int) -> Void) {
  for first in ranks.indices {
    for second in ranks.indices where ranks[first] < ranks[second] { body(first, second) }
  }
}

/// Whether all are of the same rank, so that there is no ordered pair.
func isTied(_ ranks: [Int]) -> Bool { ranks.allSatisfy { $0 == ranks[0] } }
