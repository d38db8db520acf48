import LessonKit

/// What lesson 7 varies.
struct OtherWaysSettings: LessonSettings {
  var frontier: Frontier
  /// The weak judge is that of lesson 5.
  var overOptimization: WeakJudge

  struct Frontier: Decodable, Sendable {
    /// Prompts of each kind on which policies are held against the optimum.
    var promptsPerKind: Int
    /// Of SFT, to each of these prompts.
    var samples: Int
    /// Of each policy, to each of these prompts.
    var answers: Int
    /// The β of PPO against the weak judge, and those of GRPO and of DPO.
    var ppo: [Double]
    /// Iterations after which PPO without a leash is stopped.
    var stopped: [Double]
    var grpo: [Double]
    var dpo: [Double]
    /// β of a DPO on a longer leash, and of IPO.
    var longLeash, ipo: Double
    /// How often DPO goes through the rankings of the weak judge, which are few.
    var dpoEpochs: Int
  }

  struct WeakJudge: Decodable, Sendable {
    var rankedPrompts, iterations, batchSize: Int
    var learningRate: Double
  }

  var batches: Course.OwnBatches {
    Course.OwnBatches(episodes: ["overOptimization.batchSize": overOptimization.batchSize])
  }

  func check(with course: CourseSettings) throws {
    try course.requireMinibatches(
      of: overOptimization.batchSize, key: "overOptimization.batchSize")
    try course.requireGroups(of: course.ppo.batchSize, key: "ppo.batchSize")
    try course.requireGroups(
      of: overOptimization.batchSize, key: "overOptimization.batchSize")
    guard frontier.samples >= course.groups.size else {
      throw UsageError(
        "group-size",
        [
          "key": "frontier.samples", "count": "\(frontier.samples)",
          "size": "\(course.groups.size)",
        ])
    }
  }
}
