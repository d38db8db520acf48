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
    package var loss: Double { margin < 0 ? log1p(exp(margin)) - margin : log1p(exp(-margin)) }
  }

  package let pairs: [Pair]
  private let scores: [Double]

  /// - Parameter ranks: of the outputs, 1 being the best.
  package init(ranks: [Int], scores: [Double]) {
    self.scores = scores
    pairs = orderedPairs(ranks).map {
      Pair(winner: $0.winner, loser: $0.loser, margin: scores[$0.winner] - scores[$0.loser])
    }
  }

  /// In nats per pair.
  package var mean: Double { pairs.reduce(0) { $0 + $1.loss } / Double(pairs.count) }

  var table: Table {
    var table = Table(
      "pairs",
      columns: ["better", "worse"]
        + ["r_w", "r_l", "r_w − r_l", "σ", "−log σ"].map { .number(.verbatim($0)) },
      rows: pairs.map { pair in
        [Question.letter(pair.winner), Question.letter(pair.loser)]
          + [scores[pair.winner], scores[pair.loser], pair.margin, pair.probability, pair.loss]
          .map { $0.formatted(places: 2) }
      })
    table.add(Label("mean"), "", "", "", "", "", mean.formatted(places: 2))
    return table
  }
}

extension Course {
  /// The loss of a set by what a reward model makes of its outputs.
  func loss(of set: RankedOutputs, by model: ScalarModel) -> LossByHand {
    LossByHand(ranks: set.ranks, scores: scores(of: [set], by: model)[0])
  }
}

// MARK: Scores that the learner types

extension LossByHand {
  /// Nil unless the text is a number for each output.
  package init?(ranks: [Int], typed: String) {
    let words = typed.replacing("−", with: "-").split(whereSeparator: " ,;".contains)
    let scores = words.compactMap { Double($0) }.filter(\.isFinite)
    guard words.count == ranks.count, scores.count == ranks.count else { return nil }
    self.init(ranks: ranks, scores: scores)
  }

  /// What the labeler said, and what to type.
  static func task(_ ranks: [Int]) -> Label {
    let best = ranks.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    let order = best.enumerated().map { place, output in
      let sign = place == 0 ? "" : ranks[best[place - 1]] == ranks[output] ? " = " : " > "
      return sign + Question.letter(output)
    }
    let last = Question.letter(ranks.count - 1)
    return Label("task", ["order": order.joined(), "last": last])
  }

  /// The same score for all; scores in the labeler's order, then three times as far apart; and those with
  /// 100 added to each.
  static func examples(for ranks: [Int]) -> [String] {
    [(0, 0), (1, 0), (3, 0), (3, 100)].map { factor, shift in
      ranks.map { "\(shift + factor * (ranks.count - $0))" }.joined(separator: " ")
    }
  }

  static func verdict(on typed: String, ranks: [Int]) -> Label {
    guard let loss = LossByHand(ranks: ranks, typed: typed) else {
      return Label("scores", ["count": "\(ranks.count)"])
    }
    return Label(
      "loss",
      [
        "right": "\(loss.pairs.count { $0.margin > 0 })", "pairs": "\(loss.pairs.count)",
        "loss": loss.mean.formatted(places: 3),
      ])
  }
}

/// σ(x) = 1 / (1 + e^(−x)).
func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
