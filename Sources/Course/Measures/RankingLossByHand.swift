import Alignment
import Foundation

/// One pair of the ranking loss, with every number on the way.
package struct PairLoss: Sendable {
  /// Places of the two outputs in their set.
  package let winner, loser: Int
  /// r_w − r_l.
  package let margin: Double
  /// σ(r_w − r_l): how likely the reward model finds it that the winner is ranked higher.
  package let probability: Double
  /// −log σ(r_w − r_l), in nats.
  package var loss: Double { -log(probability) }
}

/// The terms of the ranking loss for one prompt; their mean is the loss (Ouyang et al. 2022, eq. 1).
package func pairLosses(ranks: [Int], scores: [Double]) -> [PairLoss] {
  orderedPairs(ranks).map { pair in
    let margin = scores[pair.winner] - scores[pair.loser]
    return PairLoss(
      winner: pair.winner, loser: pair.loser, margin: margin, probability: sigmoid(margin))
  }
}

/// σ(x) = 1 / (1 + e^(−x)).
package func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
