import LessonKit

/// The ranking loss of one prompt, with every number on the way (Ouyang et al. 2022, eq. 1).
package struct LossByHand: Sendable {
  /// One pair of outputs of which one was ranked higher.
  package struct Pair: Sendable {
    /// Places of the two outputs in their set.
    package let winner, loser: Int
    /// r_w − r_l.
    package let margin: Double
    /// σ(r_w − r_l): how likely the reward model finds it that the winner is ranked higher.
    package var probability: Double { sigmoid(margin) }
    /// −log σ(r_w − r_l), in nats.
    package var loss: Double { -log(probability) }
  }

  let scores: [Double]
  package let pairs: [Pair]

  /// - Parameter ranks: of the outputs, 1 being the best.
  package init(ranks: [Int], scores: [Double]) {
    self.scores = scores
    pairs = orderedPairs(ranks).map {
      Pair(winner: $0.winner, loser: $0.loser, margin: scores[$0.winner] - scores[$0.loser])
    }
  }

  /// In nats per pair.
  var mean: Double { pairs.reduce(0) { $0 + $1.loss } / Double(pairs.count) }

  var table: Table {
    Table(
      "pairs",
      columns: ["better", "worse"]
        + ["r_w", "r_l", "r_w − r_l", "σ", "−log σ"].map { .number(.verbatim($0)) },
      rows: pairs.map { pair in
        [Question.letter(pair.winner), Question.letter(pair.loser)]
          + [scores[pair.winner], scores[pair.loser], pair.margin, pair.probability, pair.loss]
          .map { $0.formatted(places: 2) }
      })
  }
}

/// σ(x) = 1 / (1 + e^(−x)).
func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
