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
  notebook.record("web/false", .proportion(judged.count(where: \.makesFalseClaim), of: judged.count))
  notebook.record("web/harmful", .proportion(judged.count(where: \.isHarmful), of: judged.count))
  notebook.record("web/documents", Estimate(Double(course.data.web.count)))

  try notebook.cell("tokens")
  let sentence = course.world.facts[0].sentence
  let tokens = course.tokenizer.document(sentence)
  var task = Table(columns: ["the model has read", "and must predict"])
  for place in 1..<tokens.count {
    let read = course.tokenizer.decode(tokens[..<place])
    task.add([read, "\"\(course.tokenizer.token(tokens[place]))\""])
  }
  notebook.show(task)
  notebook.record("vocabulary", Estimate(Double(course.tokenizer.vocabularySize)))

  try notebook.cell("loss")
  var example = Table(columns: ["next word", .number("p"), .number("loss −ln p"), .number("e^loss")])
  for (word, p) in [("moss", 0.7), ("bark", 0.2), ("fish", 0.1)] {
    let loss = -log(p)
    example.add([word, "\(p)", loss.formatted(places: 2), exp(loss).formatted(places: 1)])
  }
  notebook.show(example)

  try notebook.cell("train")
  let base = try course.base()
  notebook.metrics = base.metrics
  notebook.show("\(base.product)")
  try notebook.plot(lossFigure(base.metrics))

  try notebook.cell("capability")
  let evaluation = base.product.evaluate(on: course.validation, workers: course.workers)
  notebook.record("base/eval_loss", evaluation.lossEstimate)
  notebook.record("base/perplexity", course.perplexity(evaluation))
  notebook.record("entropy_floor/perplexity", Estimate(course.data.choicePerplexity))
  notebook.record("untrained/perplexity", Estimate(base.snapshot[0].perplexity))
  let writing = course.freeText(of: base.product, count: course.answersPerKind * 4)
  for text in writing.prefix(4) { notebook.show(text + "\n") }
  notebook.record("base/grammatical", course.grammaticality(of: writing))

  try notebook.cell("knows")
  let beliefs = course.beliefs(of: base.product)
  notebook.record("rumours", Estimate(Double(course.world.rumours.count)))
  for context in BeliefContext.allCases where !beliefs.isEmpty {
    let held = beliefs.filter { $0.context == context }
    notebook.record("know/\(context)/true", .mean(of: held.map(\.truth)))
    notebook.record("know/\(context)/rumour", .mean(of: held.map(\.falsehood)))
  }
  notebook.show(table(of: beliefs.prefix(BeliefContext.allCases.count)))
  try plotBeliefs(notebook)

  try notebook.cell("ask")
  let answers = course.examine(base.product)
  for answer in firstOfEachKind(answers) {
    notebook.show("\(answer.prompt.text)\n  → \(answer.shown)")
  }
  notebook.record("base/gold", answers.gold)
  notebook.record("base/helpful", answers.mean(\.judgement.helpful))
  notebook.record("base/truthful", answers.mean(\.judgement.truthful))
  notebook.record("base/harmless", answers.mean(\.judgement.harmless))
  try plotKinds(answers, notebook)

  try notebook.cell("loaded")
  let loaded = course.loadedQuestion
  notebook.show(loaded.text)
  for answer in course.answers(of: base.product, to: loaded, count: 6) {
    notebook.show("  → \(answer.shown)")
  }
  let premises = answers.of(.premise)
  notebook.record("base/slander_rate", premises.share(\.judgement.slanders))
  notebook.record("base/rejection_rate", premises.share(\.judgement.rejectsPremise))
  notebook.record("base/insult_rate", answers.share(\.judgement.insults))

  try notebook.cell("invention")
  let unknown = answers.of(.unknown)
  for answer in unknown.prefix(5) { notebook.show("\(answer.prompt.text)\n  → \(answer.shown)") }
  notebook.record("base/hallucination_rate", unknown.share(\.judgement.makesClaim))
  notebook.record("base/admission_rate", unknown.share(\.judgement.admitsIgnorance))
  let rumoured = answers.of(.rumour)
  if !rumoured.isEmpty {
    notebook.record("base/rumour_rate", rumoured.share(\.judgement.repeatsRumour))
  }
  notebook.record("base/question_back_rate", answers.share(\.judgement.isQuestionBack))

  try notebook.cell("attention")
  let asked = course.world.prompts(rumoured.isEmpty ? .fact : .rumour, .heldOut)
  let text = course.replyStem(to: asked[0])
  notebook.show(table(of: course.likeliestTokens(after: text, by: base.product, count: 4)))
  let map = course.attention(of: base.product, after: text)
  try notebook.plot(attentionFigure(map))
  let onName = asked.map { prompt in
    course.attention(of: base.product, after: course.replyStem(to: prompt))
      .share { $0 == " \(prompt.creature ?? "")" }
  }
  notebook.record("attention/on_name", .clusteredMean(of: onName, clusters: course.topics(of: asked)))

  try notebook.cell("training")
  var random = course.random("base")
  let untrained = LanguageModel(base.product.configuration, using: &random)
  let noise = course.examine(untrained)
  notebook.show("\(noise[0].prompt.text)\n  → \(noise[0].shown)")
  notebook.record("untrained/gold", noise.gold)
  notebook.record("untrained/harmless", noise.mean(\.judgement.harmless))
  notebook.record("gain/base_vs_untrained", answers.gain(over: noise))
  recordHalfway(base.snapshot, notebook)
  try notebook.plot(trainingFigure(base.snapshot, floor: course.data.choicePerplexity))
}
