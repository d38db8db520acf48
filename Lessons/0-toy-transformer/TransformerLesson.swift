import Course
import Metrics
import Models
import Notebook
import Plotting
import Tensors
import Tokenization
import Training

/// Lesson 0: what happens to a sentence inside a transformer, number by number.
func toyTransformer(_ notebook: Notebook, _ course: Course) throws {
  try notebook.cell("sentence")
  let sentence = try notebook.askForText(
    default: course.openingSentence, problem: course.lengthProblem)

  try notebook.cell("tokens")
  let tokenizer = course.tokenizer
  let steps = tokenizer.encodeSteps(sentence.withSpacedLines)
  notebook.show(mergeTable(steps, tokenizer))
  let ids = tokenizer.opening(sentence)  // <eos>, then the sentence
  notebook.show(tokenList(ids, tokenizer))
  recordTokens(of: sentence, ids, course, notebook)

  try notebook.cell("model")
  let base = try course.base().product
  notebook.show("\(base)")
  recordSize(of: base, notebook)

  try notebook.cell("embedding")
  let pass = ForwardPass(base, reading: ids)
  notebook.show(embeddingTable(pass.streams[0], ids, tokenizer))

  try notebook.cell("attention")
  let block = pass.attention.count  // the last one
  let heads = pass.attention[block - 1]  // [head][query][key]
  let tokens = ids.map(tokenizer.shown)
  notebook.show(lookTable(heads, tokens: tokens))
  try notebook.plot(attentionFigure(heads, block: block, tokens: tokens))

  try notebook.cell("mask")
  notebook.show(maskTable(tokens: tokens.prefix(7)))

  try notebook.cell("proof")
  let place = ids.count / 2
  var other = ids
  other[place] = tokenizer.mask
  let differences = [true, false].map { isCausal in
    let before = ForwardPass(base, reading: ids, isCausal: isCausal)
    let after = ForwardPass(base, reading: other, isCausal: isCausal)
    return zip(before.logits, after.logits).map { largestDifference($0, $1) }
  }
  notebook.show(differenceTable(differences, tokens: tokens, changed: place))
  recordDifferences(differences, changed: place, notebook)

  try notebook.cell("stream")
  notebook.show(streamTable(pass, tokenizer))
  notebook.show(shapeTable(pass))

  try notebook.cell("temperature")
  let logits = pass.logits[ids.count - 1]  // after the last token
  let temperatures = [0.5, 1, 2]
  let guesses = temperatures.map { softmax(logits, temperature: $0) }
  try notebook.plot(guessFigure(guesses, temperatures, tokenizer))
  for (temperature, p) in zip(temperatures, guesses) {
    notebook.record("top_probability/\(temperature)", Estimate(p.max() ?? 0))
  }
  recordUntrained(course, like: base, reading: ids, notebook)

  try notebook.cell("samples")
  var random = course.random("continuations")
  for temperature in temperatures {
    notebook.show("temperature \(temperature)")
    var options = SamplingOptions(
      maximumNewTokens: 16, endOfText: tokenizer.endOfText)
    options.temperature = Float(temperature)
    let written = base.sample(
      [ids, ids, ids], options: options, workers: course.workers, using: &random)
    for text in written { notebook.show("  … \(tokenizer.shown(text))") }
  }

  try notebook.cell("nudge")
  let example = LabeledSequence.nextToken(ids)
  let weight = firstWeight(of: ids[1], in: base)
  let h: Float = 0.01
  let losses = [-h, 0, h].map { nudge in
    let moved = base.copy()
    moved.parameters[weight] += nudge
    return moved.evaluate(on: [example], workers: course.workers).loss
  }
  notebook.show(nudgeTable(losses, h: h))
  recordSlope(losses, h: h, notebook)

  try notebook.cell("gradient")
  let comparisons = course.gradientCheck(of: base, on: example, step: h)
  notebook.show(gradientTable(comparisons))
  recordErrors(comparisons, notebook)

  try notebook.cell("precision")
  var errors: [(h: Double, error: Double)] = []
  for h in [1, 0.1, 0.01, 0.001, 0.0001, 0.00001] {
    let worst = course.gradientCheck(of: base, on: example, step: Float(h))[0]
    errors.append((h, worst.relativeError))
  }
  notebook.show(precisionTable(errors))
  recordPrecision(errors, notebook)

  try notebook.cell("overfit")
  let settings = course.settings.overfit
  let documents = Array(course.data.web.prefix(settings.documents))
  let batch = documents.map(tokenizer.document).map(LabeledSequence.nextToken)
  var start = course.random("one batch")
  let student = LanguageModel(base.configuration, using: &start)
  recordLosses(of: student, "before", on: batch, course, notebook)
  let progress = notebook.progress("one batch", total: settings.steps)
  try student.train(
    on: batch, options: settings.training, workers: course.workers,
    using: &start
  ) { report in
    notebook.metrics.record(report.loss, as: "loss", step: report.step)
    try progress.update(report.step)
  }
  progress.finish()
  recordLosses(of: student, "after", on: batch, course, notebook)
  recordYardsticks(base, documents, batch, course, notebook)
  try notebook.plot(batchFigure(notebook))

  try notebook.cell("recite")
  let writing = course.freeText(of: student, count: 100)
  for text in writing.prefix(3) { notebook.show(text) }
  let recited = writing.count { documents.contains($0) }
  notebook.record("overfit/recited", .proportion(recited, of: writing.count))
}
