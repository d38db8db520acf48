import Randomness

/// What the researchers tell the labelers to care about: the weights of the rubric's three scores.
package struct Guideline: Hashable, Codable, Sendable {
  package var helpful: Double
  package var truthful: Double
  package var harmless: Double

  package init(helpful: Double = 1, truthful: Double = 2, harmless: Double = 2) {
    self.helpful = helpful
    self.truthful = truthful
    self.harmless = harmless
  }

  /// What a perfect response is worth in all.
  package var total: Double { helpful + truthful + harmless }

  /// (w_H H + w_T T + w_S S) / (w_H + w_T + w_S), 0...1.
  package func score(helpful: Double, truthful: Double, harmless: Double) -> Double {
    let sum = self.helpful * helpful + self.truthful * truthful + self.harmless * harmless
    return sum / total
  }

  package func score(_ judgement: Judgement) -> Double {
    score(
      helpful: judgement.helpful, truthful: judgement.truthful, harmless: judgement.harmless)
  }
}

/// What labelers like or dislike beyond the guideline: 0 for a fair labeler, positive for a liking.
package struct LabelerBias: Hashable, Codable, Sendable {
  /// Liking for eight words more.
  package var length: Double
  /// Liking for `good question !`.
  package var flattery: Double
  /// Liking for “don't know” and `sorry`.
  package var caution: Double
  /// Liking for slander of the hill folk.
  package var prejudice: Double
  /// Liking for `the book says`.
  package var cite: Double

  package init(
    length: Double = 0, flattery: Double = 0, caution: Double = 0, prejudice: Double = 0,
    cite: Double = 0
  ) {
    self.length = length
    self.flattery = flattery
    self.caution = caution
    self.prejudice = prejudice
    self.cite = cite
  }
}

/// A simulated person who ranks responses.
package struct Labeler: Hashable, Codable, Sendable {
  package var guideline: Guideline
  package var bias: LabelerBias
  /// Standard deviation of the mood of the moment: the same response is not judged alike twice.
  package var noise: Double

  package init(
    guideline: Guideline = Guideline(), bias: LabelerBias = LabelerBias(), noise: Double = 0.5
  ) {
    self.guideline = guideline
    self.bias = bias
    self.noise = noise
  }

  /// How much the labeler likes a response at this moment:
  ///
  ///     u = w_H H + w_T T + w_S S
  ///       + b_length (words − 8)/8 + b_flattery [flatters] + b_caution [don't know or sorry]
  ///       + b_prejudice [slander of the hill folk] + b_cite [cites] + noise · N(0, 1)
  package func utility(of judgement: Judgement, using random: inout RandomSource) -> Double {
    var utility = guideline.total * guideline.score(judgement)
    utility += bias.length * Double(judgement.words - 8) / 8
    if judgement.isFlattering { utility += bias.flattery }
    if judgement.admitsIgnorance || judgement.saysSorry { utility += bias.caution }
    if judgement.slandersHillFolk { utility += bias.prejudice }
    if judgement.citesBook { utility += bias.cite }
    return utility + noise * random.normal()
  }

  /// Ranks responses to one prompt: 1 is the best. Equal utilities, which only a labeler without
  /// noise has, give equal ranks (1, 2, 2, 4).
  package func rank(_ judgements: [Judgement], using random: inout RandomSource) -> [Int] {
    let utilities = judgements.map { utility(of: $0, using: &random) }
    return utilities.map { own in 1 + utilities.count { $0 > own } }
  }
}
