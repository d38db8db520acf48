import LessonKit

/// The masked model of some settings.
func masking(_ course: Course, _ settings: LanguageModelsSettings) throws -> TrialOutcome {
  let masked = try course.masked(settings.masked)
  return TrialOutcome(
    "loss", of: masked, results: ["masked/eval_loss": masked.metrics.last("eval_loss")])
}
