import LessonKit

extension Lesson {
  package static let toyTransformer = Lesson(
    "0-toy-transformer", step: .transformer, settings: TransformerLessonSettings.self, run: lesson)
}

struct TransformerLessonSettings: LessonSettings {
  var overfit: Overfit

  struct Overfit: Decodable, Sendable {
    var documents, steps: Int
    var learningRate: Double

    /// Every step is an epoch: it reads the whole batch.
    var training: LanguageModelTrainingOptions {
      LanguageModelTrainingOptions(epochs: steps, batchSize: documents, learningRate: learningRate)
    }
  }
}

/// Lesson 0: what happens to a sentence inside a transformer, number by number.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: TransformerLessonSettings
) throws {
  try notebook.cell("sentence")
  let sentence = try notebook.askForText(
    default: course.openingSentence, problem: course.lengthProblem)

  try notebook.cell("tokens")
  let tokenizer = course.tokenizer
  let steps = tokenizer.encodeSteps(sentence.withSpacedLines)
  notebook.show(mergeTable(steps, tokenizer))
  let ids = tokenizer.opening(sentence)  // <eos>, then the sentence
  notebook.show(tokenTable(ids, tokenizer))
  notebook.record(course.tokenCounts(of: sentence, ids))

  try notebook.cell("model")
  let base = try course.base().product
  notebook.show("\(base)")
  notebook.record(["parameters": base.parameters.count])

  try notebook.cell("embedding")
  let pass = ForwardPass(base, reading: ids)
  notebook.show(embeddingTable(pass.streams[0], ids, tokenizer))

  try notebook.cell("attention")
  let block = pass.attention.count  // the last one
  let heads = pass.attention[block - 1]  // [head][query][key]
  let tokens = ids.map(tokenizer.shown)
  notebook.show(lookTable(heads, tokens))
  try notebook.plot(attentionFigure(heads, block: block, tokens))

  try notebook.cell("mask")
  notebook.show(maskTable(tokens.prefix(7)))

  try notebook.cell("proof")
  let place = ids.count / 2
  var other = ids
  other[place] = tokenizer.mask
  let moved = [true, false].map { isCausal in
    let before = ForwardPass(base, reading: ids, isCausal: isCausal)
    let after = ForwardPass(base, reading: other, isCausal: isCausal)
    return zip(before.logits, after.logits).map { largestDifference($0, $1) }
  }
  let proof = MaskProof(covered: place, moved: moved)
  notebook.record(proof)
  notebook.show(proof.table(tokens))

  try notebook.cell("stream")
  notebook.show(streamTable(pass, tokenizer))
  notebook.show(shapeTable(pass))

  try notebook.cell("temperature")
  let logits = pass.logits[ids.count - 1]  // after the last token
  let temperatures = [0.5, 1, 2]
  let guesses = temperatures.map { softmax(logits, temperature: $0) }
  let next = NextToken(temperatures: temperatures, guesses: guesses)
  notebook.record(next)
  try notebook.plot(next.figure(tokenizer))
  var beginning = course.random("base")  // as the training of the base model began
  let untrained = LanguageModel(base.configuration, using: &beginning)
  let p = softmax(ForwardPass(untrained, reading: ids).logits[ids.count - 1])
  notebook.record(["untrained/top_probability": p.max()])

  try notebook.cell("samples")
  var random = course.random("continuations")
  for temperature in temperatures {
    notebook.show(Label("temperature", ["temperature": "\(temperature)"]))
    var options = SamplingOptions(
      maximumNewTokens: continuationLength, endOfText: tokenizer.endOfText)
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
  let nudge = Nudge(h: h, losses: losses)
  notebook.record(nudge.results + ["blind/loss": log(Double(tokenizer.vocabularySize))])
  notebook.show(nudge.table)

  try notebook.cell("gradient")
  let comparisons = course.gradientCheck(of: base, on: example, step: h)
  notebook.show(gradientTable(comparisons))
  notebook.record([
    "gradient_check/weights": comparisons.count,
    "gradient_check/max_relative_error": comparisons[0].relativeError,
  ])

  try notebook.cell("precision")
  var precision = Precision()
  for h in [1, 0.1, 0.01, 0.001, 0.0001, 0.00001] {
    let worst = course.gradientCheck(of: base, on: example, step: Float(h))[0]
    precision.errors.append((h, worst.relativeError))
  }
  notebook.record(precision)
  notebook.show(precision.table)

  try notebook.cell("overfit")
  let documents = Array(course.data.web.prefix(settings.overfit.documents))
  let batch = documents.map(tokenizer.document).map(LabeledSequence.nextToken)
  var start = course.random("one batch")
  let newborn = LanguageModel(base.configuration, using: &start)
  let student = newborn.copy()
  let progress = notebook.progress("one-batch", total: settings.overfit.steps)
  try student.train(
    on: batch, options: settings.overfit.training, workers: course.workers, using: &start
  ) { report in
    notebook.metrics.record(report.loss, as: "loss", step: report.step)
    try progress.update(report.step)
  }
  progress.finish()
  let learned = OneBatch(
    documents: documents, batch: batch,
    losses: [newborn, student, base].map { course.losses(of: $0, on: batch) })
  notebook.record(learned)
  try notebook.plot(learned.figure(notebook.metrics.series("loss")))

  try notebook.cell("recite")
  let writing = course.freeText(of: student, count: 100)
  for text in writing.prefix(3) { notebook.show(text) }
  let recited = writing.count { documents.contains($0) }
  notebook.record(["overfit/recited": Estimate.proportion(recited, of: writing.count)])
}
