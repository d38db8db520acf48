import LessonKit

/// The policy of some settings.
func aligning(_ course: Course, _ settings: PPOLessonSettings) throws -> TrialOutcome {
  let policy = try course.policy()
  let answers = course.examine(policy.product)
  let sft = try course.supervisedFineTuned().product
  let divergences = course.tokenKL(of: policy.product, from: sft, on: answers)
  return TrialOutcome(
    "gold/score", of: policy,
    results: [
      "ppo/gold": answers.gold, "ppo/kl": divergences.perAnswer,
      "ppo/score": course.scored(answers, by: try course.rewardModel().product).proxy,
    ])
}
