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

  /// A base model several times as large as the course's, on the same text.
  func largeBase(
    _ settings: PPOLessonSettings.LargeBase
  ) throws -> Stage<LanguageModel, [PretrainingPoint]> {
    var large = self.settings.base
    large.size.width = settings.width
    large.size.layers = settings.layers
    large.training.epochs = settings.epochs
    large.training.learningRate = settings.learningRate
    return try pretrain(large, name: "large-base", title: "large-base")
  }
}
