import Course
import Metrics
import Models
import Notebook
import Plotting
import Training

/// Lesson 2 on a text of the learner's own: what it can show without knowing what the text is about.
func ownText(_ notebook: Notebook, _ course: Course) throws {
  guard let text = course.ownText else { fatalError("ownText: no text was given") }
  try notebook.cell("read")
  let windows = course.windows(of: text)
  recordSizes(of: text, windows, notebook)
  notebook.show(tableOfSizes(text, windows))

  try notebook.cell("tokens")
  let first = windows.training[0]
  notebook.show(divided(first, windows.tokenizer))

  try notebook.cell("train")
  let causalStage = try course.ownTextModel(of: text, windows, isMasked: false)
  let maskedStage = try course.ownTextModel(of: text, windows, isMasked: true)
  let (causal, masked) = (causalStage.product, maskedStage.product)
  notebook.metrics = merged(maskedStage.metrics, causal: causalStage.metrics)
  recordLosses(maskedStage.metrics, causalStage.metrics, notebook)
  try notebook.plot(ownLossFigure(maskedStage.metrics, causalStage.metrics))

  try notebook.cell("predict")
  let prediction = course.prediction(by: causal, of: text, windows)
  notebook.record("causal/eval_loss", prediction.loss)
  notebook.record("causal/bits_per_byte", prediction.bitsPerByte)
  notebook.record("causal/perplexity_per_byte", prediction.perplexityPerByte)
  notebook.record("causal/perplexity_per_word", prediction.perplexityPerWord)
  let frequencies = Estimate(text.bitsPerByteOfFrequencies)
  notebook.record("frequencies/bits_per_byte", frequencies)

  try notebook.cell("samples")
  let written = course.continuations(
    by: causal, windows, count: 3, temperature: 0.8)
  for continuation in written { notebook.show(continuation.shown) }

  try notebook.cell("fill")
  let pair = course.pair(masked: masked, causal: causal, of: windows)
  let hidden = course.validationGaps(of: windows)
  let usual = windows.tokenizer.mostFrequentToken(in: windows.training)
  let unigram = FillIns(at: hidden) { _ in usual }
  let leftOnly = pair.fillInsFromLeft(at: hidden)
  let bothSides = pair.fillInsFromBothSides(at: hidden)
  record(unigram, leftOnly, bothSides, notebook)
  notebook.show(firstGaps(hidden, pair))
  try notebook.plot(accuracyFigure(unigram, leftOnly, bothSides))

  try notebook.cell("sentence")
  let own = try tokensWithGap(
    notebook, masked, standard: gappedStart(of: text, windows),
    encode: windows.tokenizer.encodeWithMasks)
  let mask = windows.tokenizer.mask
  let guesses = masked.likeliestTokens(atEach: mask, in: own, count: 3)
  notebook.show(shown(own, windows.tokenizer))
  notebook.show(table(of: guesses, windows.tokenizer))
}
