import LessonKit

/// The reward model of some settings.
func judging(_ course: Course, _ settings: RewardLessonSettings) throws -> TrialOutcome {
  let training = try course.rewardModel()
  let accuracy = course.accuracy(of: training.product, on: try course.heldOutRankings())
  return TrialOutcome("loss", of: training, results: accuracy.results())
}
