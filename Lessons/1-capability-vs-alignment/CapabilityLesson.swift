import Alignment
import Course
import Metrics
import Models
import Notebook
import Plotting
import ToyWorld

/// Lesson 1: a model can be good at its task and still not do what people want.
func capabilityAndAlignment(_ notebook: Notebook, _ course: Course) throws {
  try notebook.cell("web")
  for document in course.data.web.prefix(6) { notebook.show(document + "\n") }
  notebook.show("\(course.data.web.count) documents, \(course.tokenizer.vocabularySize) tokens")

  try notebook.cell("train")
  let base = try course.base()
  notebook.show("\(base.product)")
  notebook.metrics = base.metrics
  try notebook.plot(lossFigure(base))

  try notebook.cell("perplexity")
  let evaluation = base.product.evaluate(on: course.validation, workers: course.workers)
  notebook.record("base/eval_loss", Estimate(evaluation.loss))
  notebook.record("base/perplexity", course.perplexity(evaluation))
  notebook.record("entropy_floor/perplexity", Estimate(course.data.choicePerplexity))
}

private func lossFigure(_ base: Stage<LanguageModel, [PretrainingPoint]>) -> Figure {
  Figure(
    name: "loss", title: "Base model: loss", caption: "Cross-entropy in nats a token.",
    panel: Panel(
      x: Axis("step"), y: Axis("loss (nats a token)"),
      series: [
        .line("training", base.metrics.series("loss"), smoothing: 0.98),
        .line("validation", base.metrics.series("eval_loss")),
      ]))
}
