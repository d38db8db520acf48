import LessonKit

extension Course {
  /// The course's PPO, with changes.
  ///
  /// - Parameter rewardModel: nil for the course's.
  func policy(
    against rewardModel: Stage<ScalarModel, [Double]>? = nil, title: Label,
    change: (inout PPOOptions) -> Void
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    var ppo = settings.ppo
    change(&ppo)
    return try policy(ppo, against: rewardModel ?? self.rewardModel(), title: title)
  }
}
