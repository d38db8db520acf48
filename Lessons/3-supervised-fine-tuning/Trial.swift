import LessonKit

/// The supervised model of some settings.
func fineTuning(_ course: Course, _ settings: FineTuningLessonSettings) throws -> TrialOutcome {
  let training = try course.supervisedFineTuned()
  let answers = course.examine(training.product)
  return TrialOutcome(
    "gold/score", of: training,
    results: [
      "sft/gold": answers.gold,
      "sft/hallucination_rate": answers.of(.unknown).share(\.judgement.makesClaim),
    ])
}
