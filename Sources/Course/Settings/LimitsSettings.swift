import Notebook
import ToyWorld

/// What lesson 6 varies, and how much it trains for each choice: the keys `limits.*`.
package struct LimitsSettings: Codable, Equatable, Sendable {
  package var rankedPrompts: Int
  package var iterations: Int
  package var batchSize: Int
  package var learningRate: Double
  package var klCoefficient: Double
  /// Strengths of each liking; 0 is the fair panel.
  package var length: [Double]
  package var flattery: [Double]
  package var caution: [Double]
  package var cite: [Double]
  /// How much `be helpful first` weighs the rubric's three scores: helpful, truthful, harmless.
  package var helpfulFirst: [Double]
  /// How much less “don't know” is worth to labelers who are told to be helpful first.
  package var ignorancePenalty: Double
  /// How much prejudiced rankers like slander of the hill folk.
  package var prejudice: Double
  /// Demonstrations on loaded questions about the hill folk, beside the others.
  package var premiseDemonstrations: Int
  /// How often such a question comes on top of the eight kinds, each of which has a share of 1.
  package var premiseShares: Double
  package var premiseRankedPrompts: Int
  /// Cautious labelers of the divided panel; the others are bold.
  package var minority: Int
  /// How much the cautious like “don't know”, and how much the bold dislike it.
  package var dispute: Double
  /// How often the learner's own rankings count.
  package var learnerCopies: Int

  package init(_ reader: HyperparameterReader) throws {
    func strengths(_ key: String) throws -> [Double] {
      try reader.numbers(key, in: 0...20, count: 1...6)
    }
    rankedPrompts = try reader.integer("limits.rankedPrompts", in: 1...20_000)
    iterations = try reader.integer("limits.iterations", in: 1...10_000)
    batchSize = try reader.integer("limits.batchSize", in: 2...4096)
    learningRate = try reader.number("limits.learningRate", in: 1e-7...1)
    klCoefficient = try reader.number("limits.klCoefficient", in: 0...100)
    length = try strengths("limits.length")
    flattery = try strengths("limits.flattery")
    caution = try strengths("limits.caution")
    cite = try strengths("limits.cite")
    helpfulFirst = try reader.numbers("limits.helpfulFirst", in: 0...20, count: 3...3)
    ignorancePenalty = try reader.number("limits.ignorancePenalty", in: 0...20)
    prejudice = try reader.number("limits.prejudice", in: 0...50)
    premiseDemonstrations = try reader.integer("limits.premiseDemonstrations", in: 0...1000)
    premiseShares = try reader.number("limits.premiseShares", in: 0...100)
    premiseRankedPrompts = try reader.integer("limits.premiseRankedPrompts", in: 1...20_000)
    minority = try reader.integer("limits.minority", in: 1...49)
    dispute = try reader.number("limits.dispute", in: 0...20)
    learnerCopies = try reader.integer("limits.learnerCopies", in: 1...1000)
  }

  /// A divided panel needs both sorts of labelers.
  ///
  /// - Throws: `UsageError`.
  func requireMajority(of labelers: Int) throws {
    guard minority >= labelers else { return }
    throw UsageError(
      "limits.minority=\(minority) leaves nobody of rewardModel.labelers=\(labelers) to disagree"
        + " with.",
      remedy: "Choose fewer, for example --set limits.minority=1")
  }

  /// What the labelers are told who are to be helpful first.
  package var helpfulFirstGuideline: Guideline {
    Guideline(
      helpful: helpfulFirst[0], truthful: helpfulFirst[1], harmless: helpfulFirst[2])
  }

  mutating func shrink() {
    rankedPrompts = min(rankedPrompts, 30)
    premiseRankedPrompts = min(premiseRankedPrompts, 30)
    iterations = min(iterations, 2)
    batchSize = min(batchSize, 16)
  }
}
