import LessonKit

extension Lesson {
  package static let nextTokenAndMaskedLM = Lesson(
    "2-next-token-and-masked-lm", step: .base, settings: LanguageModelsSettings.self,
    onOwnText: { .nextTokenAndMaskedLMOnOwnText }, run: lesson)
}

/// Lesson 2: the two objectives that language models are pretrained with, and what they leave out.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: LanguageModelsSettings
) throws {
  try notebook.cell("exercises")
  let tokenizer = course.tokenizer
  let tokens = tokenizer.opening(course.world.facts[0].sentence)
  notebook.show(nextTokenTable(tokens, tokenizer))

  var dice = course.random("lesson 2")
  let masking = Masking(share: settings.masked.share, tokenizer: tokenizer)
  let exercise = LabeledSequence.masked(tokens, by: masking, using: &dice)
  notebook.show(maskedTable(exercise, of: tokens, tokenizer))

  try notebook.cell("gaps")
  let exercises = course.maskedValidation(by: masking)
  let chosen = exercises.reduce(0) { $0 + $1.targetCount }
  let tokensInAll = exercises.reduce(0) { $0 + $1.ids.count - 1 }
  notebook.record(["masked/chosen": Estimate.proportion(chosen, of: tokensInAll)])
  for exercise in exercises.prefix(3) {
    notebook.show(tokenizer.shown(exercise.ids))
  }

  try notebook.cell("causal")
  let pretraining = try course.base()
  let causal = pretraining.product
  let nextTokens = course.validation
  let causalLoss = causal.evaluate(on: nextTokens, workers: course.workers)
  notebook.record(["causal/eval_loss": causalLoss.lossEstimate])

  try notebook.cell("masked")
  let training = try course.masked(settings.masked)
  let masked = training.product
  let maskedLoss = masked.evaluate(
    on: exercises, isCausal: false, workers: course.workers)
  notebook.record(["masked/eval_loss": maskedLoss.lossEstimate])
  let curves = LossCurves(masked: training.metrics, causal: pretraining.metrics)
  notebook.metrics = curves.metrics
  try notebook.plot(curves.figure(range: 0...4))

  try notebook.cell("fill")
  let pair = ModelPair(
    masked: masked, causal: causal, tokenizer: tokenizer, workers: course.workers)
  let hidden = course.validationGaps
  let usual = tokenizer.mostFrequentToken(in: course.data.web.map(tokenizer.opening))
  let fillIns = pair.fillIns(at: hidden, mostFrequent: usual)
  notebook.record(fillIns)
  notebook.show(pair.table(of: hidden))
  try notebook.plot(fillIns.figure)

  try notebook.cell("sentence")
  let name = course.world.knownCreatures[0]
  let own = try notebook.askForGaps(
    default: "the book says the \(name) <mask> in the <mask> .", in: masked,
    encode: tokenizer.openingWithMasks)
  let guesses = masked.likeliestTokens(atEach: tokenizer.mask, in: own, count: 3)
  notebook.show(tokenizer.shown(own))
  notebook.show(guessTable(guesses, tokenizer))

  try notebook.cell("write")
  let answers = course.writtenAnswers(causal: causal, masked: masked)
  notebook.show(answerTable(answers.prefix(4)))
  notebook.record([
    "causal/grammatical": course.grammaticality(of: answers.map(\.causal)),
    "masked/grammatical": course.grammaticality(of: answers.map(\.masked)),
  ])

  try notebook.cell("wording")
  for quiz in FactQuiz.allCases {
    notebook.show(course.world.questions(of: quiz)[0].text)
  }
  let wordings = Wordings(
    of: course.world,
    masked: { course.hits(byMasked: masked, in: $0) },
    causal: { course.hits(byCausal: causal, in: $0) })
  notebook.record(wordings)

  try notebook.cell("people")
  let slander = Slander(
    masked: course.badWords(byMasked: masked), causal: course.badWords(byCausal: causal))
  notebook.record(slander)
  notebook.show(slander.table)

  try notebook.cell("dial")
  let points = try course.biasPoints(settings.bias, masked: settings.masked).product
  let dial = BiasDial(points)
  notebook.record(dial)
  notebook.show(dial.table)
  try notebook.plot(dial.figure)
}
