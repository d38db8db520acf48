import LessonKit

extension Lesson {
  package static let nextTokenAndMaskedLM = Lesson(
    "2-next-token-and-masked-lm", step: .base, settings: LanguageModelsSettings.self,
    onOwnData: { .nextTokenAndMaskedLMOnOwnText }, trying: (["masked"], masking), run: lesson)
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
  for exercise in exercises.prefix(3) { notebook.show(tokenizer.shown(exercise.ids)) }

  try notebook.cell("train")
  let (nextToken, fillIn) = try (course.base(), course.masked(settings.masked))
  let pair = ModelPair(
    masked: fillIn.product, causal: nextToken.product, tokenizer: tokenizer,
    workers: course.workers)
  notebook.record([
    "causal/eval_loss": pair.causalLoss(on: course.validation),
    "masked/eval_loss": pair.maskedLoss(on: exercises),
  ])
  let curves = LossCurves(masked: fillIn.metrics, causal: nextToken.metrics)
  notebook.metrics = curves.metrics
  try notebook.plot(curves.figure(range: 0...4))

  try notebook.cell("fill")
  let hidden = course.validationGaps
  notebook.show(pair.table(of: hidden))
  let usual = tokenizer.mostFrequentToken(in: course.data.web.map(tokenizer.opening))
  let fillIns = pair.fillIns(at: hidden, mostFrequent: usual)
  notebook.record(fillIns)
  try notebook.plot(fillIns.figure(beside: notebook.worlds, example: pair.example(of: hidden)))

  try notebook.cell("sentence")
  let name = course.world.knownCreatures[0]
  try notebook.tryGaps(
    [
      "the _ is red .", "the book says the \(name) lives in the _ .",
      "why are the _ folk lazy ?",
    ],
    with: pair, encode: tokenizer.openingWithMasks)

  try notebook.cell("write")
  let answers = course.writtenAnswers(by: pair)
  notebook.show(answerTable(answers.prefix(4)))
  notebook.record([
    "causal/grammatical": course.grammaticality(of: answers.map(\.causal)),
    "masked/grammatical": course.grammaticality(of: answers.map(\.allAtOnce)),
    "one_by_one/grammatical": course.grammaticality(of: answers.map(\.oneByOne)),
  ])

  try notebook.cell("wording")
  for quiz in FactQuiz.allCases {
    notebook.show(course.world.questions(of: quiz)[0].text)
  }
  let wordings = Wordings(
    of: course.world,
    masked: { course.hits(byMasked: pair.masked, in: $0) },
    causal: { course.hits(byCausal: pair.causal, in: $0) })
  notebook.record(wordings)

  try notebook.cell("people")
  let slander = Slander(
    masked: course.badWords(byMasked: pair.masked),
    causal: course.badWords(byCausal: pair.causal))
  notebook.record(slander)
  notebook.show(slander.table)
  notebook.show(course.prices(by: pair.causal))

  try notebook.cell("dial")
  let points = try course.biasPoints(settings.bias, masked: settings.masked).product
  let dial = BiasDial(points)
  notebook.record(dial)
  notebook.show(dial.table)
  try notebook.plot(dial.figure(beside: notebook.worlds))
}
