import LessonKit

/// What lesson 8 varies.
struct CheckedSettings: LessonSettings {
  var passes: Passes
  var forgetting: Forgetting
  /// How much each principle of the constitution counts.
  var constitution: Guideline
  var critic: CriticSettings
  /// On which leash the critic is chased, and the weak judge beside it.
  var feedback: FeedbackSettings
  /// Answers an iteration; all else of it is the course's.
  var verifiable: Batch
  /// The weak judge is that of lesson 5.
  var overOptimization: WeakJudge

  struct Passes: Decodable, Sendable {
    /// Prompts of each kind, and how many answers each gets.
    var promptsPerKind, samples: Int
    /// A k at which few pass by luck.
    var middle: Int { min(16, samples) }
  }

  struct Forgetting: Decodable, Sendable {
    /// Careful demonstrations that the supervised model goes on to learn from.
    var demonstrations: Int
    /// In how many passes, and with which largest sizes of a step.
    var epochs, learningRates: [Double]
    /// Iterations of policies that learn from the verifier, beside that of the lesson.
    var iterations: [Double]
  }

  struct FeedbackSettings: Decodable, Sendable {
    /// β.
    var klCoefficient: Double
  }

  struct Batch: Decodable, Sendable {
    var batchSize: Int
  }

  struct WeakJudge: Decodable, Sendable {
    var rankedPrompts: Int
  }

  var batches: Course.OwnBatches {
    Course.OwnBatches(
      documents: ["critic.batchSize": critic.training.batchSize],
      episodes: ["verifiable.batchSize": verifiable.batchSize])
  }

  func check(with course: CourseSettings) throws {
    guard constitution.total > 0 else { throw UsageError("constitution-weights") }
    try course.requireGroups(of: verifiable.batchSize, key: "verifiable.batchSize")
  }
}
