import LessonKit

/// What lesson 6 varies, and how much it trains for each choice.
package struct LimitsSettings: LessonSettings {
  package var limits: Limits

  package struct Limits: Decodable, Sendable {
    package var rankedPrompts, iterations, batchSize: Int
    var learningRate, klCoefficient: Double
    /// Strengths of each liking; 0 is the fair panel.
    var length, flattery, caution, cite: [Double]
    var helpfulFirst: [Double]
    var ignorancePenalty, prejudice: Double
    var premiseDemonstrations: Int
    var premiseShares: Double
    package var premiseRankedPrompts: Int
    var minority: Int
    package var dispute: Double
    var learnerCopies: Int

    /// What the labelers are told who are to be helpful first.
    var helpfulFirstGuideline: Guideline {
      Guideline(
        helpful: helpfulFirst[0], truthful: helpfulFirst[1], harmless: helpfulFirst[2])
    }

    /// The strengths of a liking that the lesson tries, from the weakest.
    package func strengths(of dial: Dial) -> [Double] {
      Set(self[keyPath: dial.definition.strengths]).sorted()
    }
  }

  package var batches: Course.OwnBatches {
    Course.OwnBatches(episodes: ["limits.batchSize": limits.batchSize])
  }

  package func check(with course: CourseSettings) throws {
    try course.requireMinibatches(of: limits.batchSize, key: "limits.batchSize")
    let labelers = course.rewardModel.ranking.labelers
    guard limits.minority >= labelers else { return }
    throw UsageError(
      "minority", ["minority": "\(limits.minority)", "labelers": "\(labelers)"])
  }
}
