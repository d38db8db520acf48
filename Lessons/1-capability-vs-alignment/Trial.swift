import LessonKit

/// The base model of some settings.
func pretraining(_ course: Course) throws -> TrialOutcome {
  let base = try course.base()
  let answers = course.examine(base.product)
  return TrialOutcome(
    "loss", of: base,
    results: ["base/perplexity": course.perplexity(of: base.product), "base/gold": answers.gold])
}
