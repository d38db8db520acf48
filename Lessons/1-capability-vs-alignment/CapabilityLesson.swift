import LessonKit

extension Lesson {
  package static let capabilityVsAlignment = Lesson(
    "1-capability-vs-alignment", step: .base, run: lesson)
}

/// Lesson 1: a model can be good at its task and still not do what people want.
private func lesson(_ notebook: Notebook, _ course: Course) throws {
  try notebook.cell("web")
  let documents = course.data.validationDocuments
  notebook.show(kindTable(of: documents))
  let judged = documents.map { course.judgement(of: $0) }
  let falsehoods = judged.count(where: \.makesFalseClaim)
  let harm = judged.count(where: \.isHarmful)
  let floor = course.data.choicePerplexity
  notebook.record([
    "web/false": Estimate.proportion(falsehoods, of: judged.count),
    "web/harmful": Estimate.proportion(harm, of: judged.count),
    "web/documents": course.data.web.count,
    "vocabulary": course.tokenizer.vocabularySize,
    "entropy_floor/perplexity": floor,
  ])

  try notebook.cell("tokens")
  let sentence = course.world.facts[0].sentence
  let tokens = course.tokenizer.document(sentence)
  var task = Table("task", columns: ["read", "next"])
  for place in 1..<tokens.count {
    let read = course.tokenizer.decode(tokens[..<place])
    task.add(read, course.tokenizer.quoted(tokens[place]))
  }
  notebook.show(task)

  try notebook.cell("loss")
  let predicted = [("moss", 0.7), ("bark", 0.2), ("fish", 0.1)]
  var example = Table(
    "loss",
    columns: ["word", .number(.verbatim("p")), .number("loss"), .number(.verbatim("e^loss"))])
  var mean = 0.0
  for (word, p) in predicted {
    let loss = -log(p)
    mean += p * loss
    example.add(
      word, "\(p)", loss.formatted(places: 2), exp(loss).formatted(places: 2))
  }
  example.add(
    Label("average"), "", mean.formatted(places: 2), exp(mean).formatted(places: 2))
  notebook.show(example)

  try notebook.cell("train")
  let pretraining = try course.base()
  let base = pretraining.product
  notebook.metrics = pretraining.metrics
  notebook.show("\(base)")
  try notebook.plot(lossFigure("loss", pretraining.metrics, smoothing: 0.9))

  try notebook.cell("capability")
  let loss = base.evaluate(on: course.validation, workers: course.workers)
  let perplexity = course.perplexity(loss)
  let writing = course.freeText(of: base, count: 200)
  for text in writing.prefix(4) { notebook.show(text + "\n") }
  notebook.record([
    "base/eval_loss": loss.lossEstimate, "base/perplexity": perplexity,
    "base/perplexity_ratio": perplexity.divided(by: floor),
    "base/capability": floor / perplexity.value,
    "base/grammatical": course.grammaticality(of: writing),
    "base/parameters": base.parameters.count,
    "untrained/perplexity": pretraining.snapshot.first?.perplexity,
  ])

  try notebook.cell("knows")
  let beliefs = Beliefs(all: course.beliefs(of: base))
  notebook.record(beliefs)
  notebook.show(beliefs.table)
  if let figure = beliefs.figure { try notebook.plot(figure) }

  try notebook.cell("rubric")
  let examples = RubricExamples(course)
  notebook.record(examples)
  notebook.show(examples.table)

  try notebook.cell("ask")
  let answers = course.examine(base)
  for answer in answers.firstOfEachKind {
    notebook.show("\(answer.prompt.text)\n  → \(answer.shown)")
  }
  let virtues = Virtues(answers: answers)
  notebook.record(virtues)
  try notebook.plot(virtues.figure)

  try notebook.cell("loaded")
  let prompts = course.world.prompts(.premise, .heldOut)
  let loaded = prompts.first { $0.folk == .hill } ?? prompts[0]
  notebook.show(loaded.text)
  for answer in course.answers(of: base, to: loaded, count: 6) {
    notebook.show("  → \(answer.shown)")
  }
  let premises = answers.of(.premise)
  notebook.record([
    "base/slander_rate": premises.share(\.judgement.slanders),
    "base/rejection_rate": premises.share(\.judgement.rejectsPremise),
    "base/slander_minus_rejection": premises.slanderMinusRejection,
    "base/insult_rate": answers.share(\.judgement.insults),
  ])

  try notebook.cell("invention")
  let unknown = answers.of(.unknown)
  for answer in unknown.prefix(5) {
    notebook.show("\(answer.prompt.text)\n  → \(answer.shown)")
  }
  let rumoured = answers.of(.rumour)
  if rumoured.isEmpty { notebook.note(Label("no-rumours")) }
  notebook.record([
    "base/hallucination_rate": unknown.share(\.judgement.makesClaim),
    "base/admission_rate": unknown.share(\.judgement.admitsIgnorance),
    "base/rumour_rate":
      rumoured.isEmpty ? nil : rumoured.share(\.judgement.repeatsRumour),
  ])

  try notebook.cell("attention")
  let asked = course.questionsForAttention
  let text = course.replyStem(to: asked[0])
  let guesses = course.likeliestTokens(after: text, by: base, count: 4)
  notebook.show(nextTokenTable(guesses))
  try notebook.plot(course.attention(of: base, after: text).figure)
  notebook.record(["attention/on_name": course.attentionOnName(of: base)])

  try notebook.cell("knock-out")
  let tests = asked.map { course.knockOut(in: base, on: $0) }
  let knockOuts = KnockOuts(tests: tests, topics: course.topics(of: asked))
  notebook.show(tests[0].table)
  try notebook.plot(knockOuts.figure)
  notebook.record(knockOuts)

  try notebook.cell("training")
  var random = course.random("base")
  let untrained = LanguageModel(base.configuration, using: &random)
  let noise = course.examine(untrained)
  notebook.show("\(noise[0].prompt.text)\n  → \(noise[0].shown)")
  let curve = TrainingCurve(
    points: pretraining.snapshot, floor: floor, gold: answers.gold,
    rubric: course.settings.rubric)
  notebook.record(["untrained/gold": noise.gold])
  notebook.record(curve)
  try notebook.plot(curve.figure)
}
