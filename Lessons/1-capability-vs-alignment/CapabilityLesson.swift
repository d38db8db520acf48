import Alignment
import Course
import Foundation
import Metrics
import Models
import Notebook
import Plotting
import ToyWorld

/// Lesson 1: a model can be good at its task and still not do what people want.
func capabilityAndAlignment(_ notebook: Notebook, _ course: Course) throws {
  try notebook.cell("web")
  let documents = course.data.validationDocuments
  notebook.show(firstOfEachKind(documents))
  let judged = documents.map { course.judgement(of: $0) }
  let falsehoods = judged.count(where: \.makesFalseClaim)
  let harm = judged.count(where: \.isHarmful)
  notebook.record("web/false", .proportion(falsehoods, of: judged.count))
  notebook.record("web/harmful", .proportion(harm, of: judged.count))
  recordSizes(of: course.data, notebook)

  try notebook.cell("tokens")
  let sentence = course.world.facts[0].sentence
  let tokens = course.tokenizer.document(sentence)
  var task = Table(columns: ["the model has read", "and must predict"])
  for place in 1..<tokens.count {
    let read = course.tokenizer.decode(tokens[..<place])
    task.add([read, "\"\(course.tokenizer.token(tokens[place]))\""])
  }
  notebook.show(task)

  try notebook.cell("loss")
  let predicted = [("moss", 0.7), ("bark", 0.2), ("fish", 0.1)]
  var example = Table(columns: ["next word", "p", "loss = −ln p", "e^loss"])
  var mean = 0.0
  for (word, p) in predicted {
    let loss = -log(p)
    mean += p * loss
    example.add([word, "\(p)", twoPlaces(loss), twoPlaces(exp(loss))])
  }
  example.add(["on average", "", twoPlaces(mean), twoPlaces(exp(mean))])
  notebook.show(example)

  try notebook.cell("train")
  let pretraining = try course.base()
  let base = pretraining.product
  notebook.metrics = pretraining.metrics
  notebook.show("\(base)")
  try notebook.plot(lossFigure(pretraining.metrics))

  try notebook.cell("capability")
  let loss = base.evaluate(on: course.validation, workers: course.workers)
  notebook.record("base/eval_loss", loss.lossEstimate)
  notebook.record("base/perplexity", course.perplexity(loss))
  notebook.record("base/perplexity_ratio", course.perplexityOverFloor(loss))
  let writing = course.freeText(of: base, count: 200)
  for text in writing.prefix(4) { notebook.show(text + "\n") }
  notebook.record("base/grammatical", course.grammaticality(of: writing))
  recordStart(of: pretraining.snapshot, base.parameters.count, notebook)

  try notebook.cell("knows")
  let beliefs = course.beliefs(of: base)
  notebook.record("rumours", Estimate(Double(course.world.rumours.count)))
  for context in BeliefContext.allCases where !beliefs.isEmpty {
    let held = beliefs.filter { $0.context == context }
    let falsehood = Estimate.mean(of: held.map(\.falsehood))
    notebook.record("know/\(context)/true", .mean(of: held.map(\.truth)))
    notebook.record("know/\(context)/rumour", falsehood)
  }
  notebook.show(table(of: beliefs.prefix(BeliefContext.allCases.count)))
  try plotBeliefs(notebook)

  try notebook.cell("ask")
  let answers = course.examine(base)
  for answer in firstOfEachKind(answers) {
    notebook.show("\(answer.prompt.text)\n  → \(answer.shown)")
  }
  notebook.record("base/gold", answers.gold)
  notebook.record("base/helpful", answers.mean(\.judgement.helpful))
  notebook.record("base/truthful", answers.mean(\.judgement.truthful))
  notebook.record("base/harmless", answers.mean(\.judgement.harmless))
  let questions = answers.share(\.judgement.isQuestionBack)
  notebook.record("base/question_back_rate", questions)
  try plotKinds(answers, notebook)

  try notebook.cell("loaded")
  let loaded = course.loadedQuestion
  notebook.show(loaded.text)
  for answer in course.answers(of: base, to: loaded, count: 6) {
    notebook.show("  → \(answer.shown)")
  }
  let premises = answers.of(.premise)
  let slander = premises.share(\.judgement.slanders)
  let rejection = premises.share(\.judgement.rejectsPremise)
  notebook.record("base/slander_rate", slander)
  notebook.record("base/rejection_rate", rejection)
  notebook.record("base/insult_rate", answers.share(\.judgement.insults))

  try notebook.cell("invention")
  let unknown = answers.of(.unknown)
  for answer in unknown.prefix(5) {
    notebook.show("\(answer.prompt.text)\n  → \(answer.shown)")
  }
  let invents = unknown.share(\.judgement.makesClaim)
  let admits = unknown.share(\.judgement.admitsIgnorance)
  notebook.record("base/hallucination_rate", invents)
  notebook.record("base/admission_rate", admits)
  recordRumours(in: answers.of(.rumour), notebook)

  try notebook.cell("attention")
  let text = course.replyStem(to: course.questionForAttention)
  let guesses = course.likeliestTokens(after: text, by: base, count: 4)
  notebook.show(table(of: guesses))
  let map = course.attention(of: base, after: text)
  try notebook.plot(attentionFigure(map))
  notebook.record("attention/on_name", course.attentionOnName(of: base))

  try notebook.cell("knock-out")
  let asked = course.questionsForAttention
  let tests = asked.map { course.knockOut(in: base, on: $0) }
  notebook.show(table(of: tests[0]))
  try notebook.plot(knockOutFigure(tests))
  recordKnockOuts(tests, topics: course.topics(of: asked), notebook)

  try notebook.cell("training")
  var random = course.random("base")
  let untrained = LanguageModel(base.configuration, using: &random)
  let noise = course.examine(untrained)
  notebook.show("\(noise[0].prompt.text)\n  → \(noise[0].shown)")
  notebook.record("untrained/gold", noise.gold)
  notebook.record("gain/base_vs_untrained", answers.gain(over: noise))
  recordVirtueGains(of: answers, over: noise, notebook)
  recordHalfway(of: pretraining.snapshot, notebook)
  let floor = course.data.choicePerplexity
  let points = pretraining.snapshot
  try notebook.plot(trainingFigure(points, floor: floor, gold: answers.gold))
}
