import LessonKit

extension Lesson {
  static let supervisedFineTuningOnOwnData = onOwnData(
    "3-supervised-fine-tuning", needs: [.demonstrations], upTo: .supervised, run: lesson)
}

/// Lesson 3 on demonstrations of the learner's own: what can be measured without knowing what is true.
private func lesson(_ notebook: Notebook, _ own: OwnCourse) throws {
  try notebook.cell("read")
  notebook.show(own.files.table)
  let first = own.demonstrations.training[0]
  notebook.show(first.prompt.text.shownEnd)
  notebook.show("  → \(first.answers[0].shownStart)")

  try notebook.cell("base")
  let base = try own.base()
  let looks = base.metrics.series("eval_loss")
  notebook.record([
    "own_base/loss_before": looks.first?.value,
    "own_base/loss": looks.last?.value,
  ])

  try notebook.cell("train")
  let training = try own.supervisedFineTuned()
  notebook.metrics = training.metrics
  let gain = OwnGain(own, base: base.product, sft: training)
  notebook.record(gain)
  try notebook.plot(
    lossFigure("own-sft-loss", training.metrics, smoothing: 0.8))

  try notebook.cell("compare")
  notebook.show(gain.table)
  for sample in own.demonstrations.heldOut.prefix(3) {
    notebook.show(gain.sideBySide(sample))
  }
  try own.ask(["base": base.product, "SFT": training.product], notebook)
}
