import LessonKit

/// One batch, learned by heart with some settings.
func memorizing(_ course: Course, _ settings: TransformerLessonSettings) throws -> TrialOutcome {
  let documents = Array(course.data.web.prefix(settings.overfit.documents))
  let batch = documents.map(course.tokenizer.document).map(LabeledSequence.nextToken)
  var random = course.random("one batch")
  let configuration = course.settings.base.size.configuration(
    vocabularySize: course.tokenizer.vocabularySize)
  let student = LanguageModel(configuration, using: &random)
  var metrics = MetricLog()
  let start = ContinuousClock.now
  try student.train(
    on: batch, options: settings.overfit.training, workers: course.workers, using: &random
  ) { report in
    metrics.record(report.loss, as: "loss", step: report.step)
  }
  let end = course.losses(of: student, on: batch)
  return TrialOutcome(
    "loss", of: metrics, seconds: (ContinuousClock.now - start) / .seconds(1),
    results: ["overfit/loss_after": end.batch, "overfit/eval_loss_after": end.unseen])
}
