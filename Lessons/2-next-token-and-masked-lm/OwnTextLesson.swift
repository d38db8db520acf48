import LessonKit

extension Lesson {
  static let nextTokenAndMaskedLMOnOwnText = Lesson(
    "2-next-token-and-masked-lm", step: nil, settings: OwnTextLessonSettings.self,
    text: "lesson-corpus", runName: "2-own-text", needs: [.corpus], run: lesson)
}

/// Lesson 2 on a text of the learner's own: what it can show without knowing what the text is about.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: OwnTextLessonSettings
) throws {
  try notebook.cell("read")
  let windows = OwnTextWindows(settings.text, settings.ownText)
  notebook.record(windows)
  notebook.show(windows.table)

  try notebook.cell("tokens")
  let tokenizer = windows.tokenizer
  let first = windows.training[0]
  notebook.show(tokenizer.bordered(first))

  try notebook.cell("train")
  let causalStage = try course.ownTextModel(of: windows)
  let maskedStage = try course.ownTextModel(of: windows, masked: settings.masked)
  let pair = ModelPair(
    masked: maskedStage.product, causal: causalStage.product, tokenizer: tokenizer,
    workers: course.workers)
  let curves = LossCurves(masked: maskedStage.metrics, causal: causalStage.metrics)
  notebook.metrics = curves.metrics
  notebook.record(curves)
  try notebook.plot(curves.figure(range: nil))

  try notebook.cell("predict")
  notebook.record(course.prediction(by: pair.causal, of: windows))
  let bits = windows.text.bitsPerByteOfFrequencies
  notebook.record(["frequencies/bits_per_byte": bits])

  try notebook.cell("samples")
  let written = course.continuations(
    by: pair.causal, of: windows, count: 3, temperature: 0.8)
  for continuation in written { notebook.show(continuation.label) }

  try notebook.cell("fill")
  let hidden = course.validationGaps(of: windows)
  notebook.show(pair.table(of: hidden))
  let usual = tokenizer.mostFrequentToken(in: windows.training)
  let fillIns = pair.fillIns(at: hidden, mostFrequent: usual)
  notebook.record(fillIns)
  try notebook.plot(fillIns.figure(beside: notebook.worlds, example: pair.example(of: hidden)))

  try notebook.cell("sentence")
  try notebook.tryGaps(
    [windows.gappedStart], with: pair, encode: tokenizer.encodeWithMasks)
}
