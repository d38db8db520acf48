import LessonKit

/// A policy for people who like to be flattered, as strongly as the settings go.
func flattering(_ course: Course, _ settings: LimitsSettings) throws -> TrialOutcome {
  let lab = Lab(course, settings.limits)
  let strength = settings.limits.flattery.last ?? 0
  let model = try lab.aligned(
    to: lab.panel(liking: .flattery, strength), title: Dial.flattery.label(strength))
  return TrialOutcome(
    "gold/score", of: model.training,
    results: [
      "strongest/flattery/habit": Habit.flattery.mean(in: model.answers),
      "strongest/flattery/gold": model.answers.gold,
    ])
}
