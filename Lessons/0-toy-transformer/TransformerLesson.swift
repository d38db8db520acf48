import LessonKit

extension Lesson {
  package static let toyTransformer = Lesson(
    "0-toy-transformer", step: .transformer, settings: TransformerLessonSettings.self,
    trying: (["overfit"], memorizing), run: lesson)
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
  notebook.record(["parameters": base.parameters.count])
  let pass = ForwardPass(base, reading: ids)
  notebook.show(embeddingTable(pass.streams[0], ids, tokenizer))

  try notebook.cell("attention")
  let lastBlock = pass.attention.count - 1
  let heads = pass.attention[lastBlock]  // [head][query][key]
  let tokens = ids.map(tokenizer.shown)
  notebook.show(lookTable(heads, tokens))
  try notebook.plot(attentionFigure(heads, tokens))

  try notebook.cell("shapes")
  notebook.show("\(base)")
  notebook.show(shapeTable(pass))

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

  try notebook.cell("next")
  try notebook.tryOut(course.beginnings) { text in
    if let problem = course.lengthProblem(of: text) {
      return notebook.show(problem)
    }
    let read = tokenizer.opening(text)
    notebook.show(tokenizer.bordered(read))
    let guesses = base.likeliestNextTokens(after: read, count: 5)
    notebook.show(guessTable(guesses, tokenizer))
  }

  try notebook.cell("temperature")
  let logits = pass.logits[ids.count - 1]  // after the last token
  let next = NextToken(logits: logits, temperatures: [0.5, 1, 2])
  notebook.record(next)
  try notebook.plot(next.figure(tokenizer))
  notebook.record(course.untrainedGuess(base.configuration, reading: ids))
  let drawn = course.continuations(of: ids, by: base, at: next.temperatures)
  for (temperature, texts) in zip(next.temperatures, drawn) {
    notebook.show(Label("temperature", ["temperature": "\(temperature)"]))
    for text in texts { notebook.show("  … \(text)") }
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
  let blind = log(Double(tokenizer.vocabularySize))
  notebook.record(nudge.results + ["blind/loss": blind])
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
  let onTheWay = try course.memorize(
    batch, student, settings.overfit.training, notebook, using: &start)
  let learned = OneBatch(
    documents: documents, batch: batch, onTheWay: onTheWay,
    losses: [newborn, student, base].map { course.losses(of: $0, on: batch) })
  notebook.record(learned)
  try notebook.plot(learned.figure(notebook.worlds))

  try notebook.cell("recite")
  let writing = course.freeText(of: student, count: 100)
  for text in writing.prefix(3) { notebook.show(text) }
  let recited = writing.count { documents.contains($0) }
  let share = Estimate.proportion(recited, of: writing.count)
  notebook.record(["overfit/recited": share])
}
