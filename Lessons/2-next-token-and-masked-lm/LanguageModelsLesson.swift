import Course
import Metrics
import Models
import Notebook
import Plotting
import ToyWorld
import Training

/// Lesson 2: the two objectives that language models are pretrained with, and what they leave out.
func languageModels(_ notebook: Notebook, _ course: Course) throws {
  try notebook.cell("exercises")
  let sentence = course.world.facts[0].sentence
  let tokens = course.tokenizer.opening(sentence)
  notebook.show(nextTokenExercises(tokens, course.tokenizer))

  var dice = course.random("lesson 2")
  let masking = course.masking
  let exercise = LabeledSequence.masked(tokens, by: masking, using: &dice)
  notebook.show(maskedExercise(exercise, of: tokens, course.tokenizer))

  try notebook.cell("gaps")
  let exercises = course.maskedValidation
  let chosen = exercises.reduce(0) { $0 + $1.targetCount }
  let tokensInAll = exercises.reduce(0) { $0 + $1.ids.count - 1 }
  notebook.record("masked/chosen", .proportion(chosen, of: tokensInAll))
  for exercise in exercises.prefix(3) {
    notebook.show(shown(exercise.ids, course.tokenizer))
  }

  try notebook.cell("causal")
  let pretraining = try course.base()
  let causal = pretraining.product
  let nextTokens = course.validation
  let causalLoss = causal.evaluate(on: nextTokens, workers: course.workers)
  notebook.record("causal/eval_loss", causalLoss.lossEstimate)

  try notebook.cell("masked")
  let training = try course.masked()
  let masked = training.product
  let maskedLoss = masked.evaluate(
    on: course.maskedValidation, isCausal: false, workers: course.workers)
  notebook.record("masked/eval_loss", maskedLoss.lossEstimate)
  notebook.metrics = merged(training.metrics, causal: pretraining.metrics)
  try notebook.plot(lossFigure(training.metrics, pretraining.metrics))

  try notebook.cell("fill")
  let pair = course.pair(masked: masked, causal: causal)
  let hidden = course.validationGaps
  let usual = course.mostFrequentToken
  let unigram = FillIns(at: hidden) { _ in usual }
  let leftOnly = pair.fillInsFromLeft(at: hidden)
  let bothSides = pair.fillInsFromBothSides(at: hidden)
  record(unigram, leftOnly, bothSides, notebook)
  notebook.show(firstGaps(hidden, pair))
  try notebook.plot(accuracyFigure(unigram, leftOnly, bothSides))

  try notebook.cell("sentence")
  let own = try tokensWithGap(
    notebook, masked, standard: gappedSentence(course.world),
    encode: course.tokenizer.openingWithMasks)
  let mask = course.tokenizer.mask
  let guesses = masked.likeliestTokens(atEach: mask, in: own, count: 3)
  notebook.show(shown(own, course.tokenizer))
  notebook.show(table(of: guesses, course.tokenizer))

  try notebook.cell("write")
  let answers = course.writtenAnswers(causal: causal, masked: masked)
  notebook.show(table(of: answers.prefix(4)))
  let causalGrammar = course.grammaticality(of: answers.map(\.causal))
  let maskedGrammar = course.grammaticality(of: answers.map(\.masked))
  notebook.record("causal/grammatical", causalGrammar)
  notebook.record("masked/grammatical", maskedGrammar)

  try notebook.cell("wording")
  for quiz in FactQuiz.allCases {
    let questions = course.world.questions(of: quiz)
    notebook.show(questions[0].text)
    let hits = course.hits(byMasked: masked, in: questions)
    notebook.record("accuracy/\(quiz)", .proportion(hits))
    notebook.record("guess/\(quiz)", Estimate(guess(at: questions)))
  }
  recordWordings(masked: masked, causal: causal, course, notebook)

  try notebook.cell("people")
  for folk in Folk.allCases {
    let maskedBad = course.badWordProbability(of: folk, byMasked: masked)
    let causalBad = course.badWordProbability(of: folk, byCausal: causal)
    notebook.record("bad_word/masked/\(folk)", Estimate(maskedBad))
    notebook.record("bad_word/causal/\(folk)", Estimate(causalBad))
  }
  recordPeople(notebook, modelsOfDial: course.settings.bias.models)
  notebook.show(tableOfPeople(notebook.results))

  try notebook.cell("dial")
  let points = try course.biasDial().product
  for share in course.settings.bias.shares {
    let models = points.filter { $0.share == share }
    let ratio = Estimate.geometricMean(of: models.map(\.ratio))
    notebook.record("bias_ratio/\(name(of: share))", ratio)
  }
  recordDial(points, notebook)
  notebook.show(table(of: points))
  try notebook.plot(dialFigure(points))
}
