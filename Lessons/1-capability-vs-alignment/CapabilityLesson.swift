import LessonKit

extension Lesson {
  package static let capabilityVsAlignment = Lesson(
    "1-capability-vs-alignment", step: .base,
    trying: (["base", "rubric", "examination"], pretraining),
    run: lesson)
}

/// Lesson 1: a model can be good at its task and still not do what people want.
private func lesson(_ notebook: Notebook, _ course: Course) throws {
  try notebook.cell("web")
  let web = WebText(course)
  notebook.record(web)
  notebook.show(web.table)

  try notebook.cell("tokens")
  let sentence = course.world.facts[0].sentence
  let tokens = course.tokenizer.document(sentence)
  var task = Table("task", columns: ["read", "next"])
  for place in 1..<tokens.count {
    let read = course.tokenizer.decode(tokens[..<place])
    task.add(read, course.tokenizer.quoted(tokens[place]))
  }
  notebook.show(task)

  try notebook.cell("train")
  let pretraining = try course.base()
  let base = pretraining.product
  notebook.metrics = pretraining.metrics
  let capability = course.capability(of: pretraining)
  notebook.record(capability)
  try notebook.plot(capability.figure(pretraining.metrics))
  for text in capability.writing.prefix(4) { notebook.show(text + "\n") }

  try notebook.cell("knows")
  let beliefs = Beliefs(all: course.beliefs(of: base))
  notebook.record(beliefs)
  notebook.show(beliefs.table)
  if let figure = beliefs.figure(worlds: notebook.worlds) {
    try notebook.plot(figure)
  }

  try notebook.cell("rubric")
  let examples = RubricExamples(course)
  notebook.record(examples)
  notebook.show(examples.table)
  notebook.show(examples.question.text)
  try notebook.tryOut(examples.answersToTry) { answer in
    notebook.show(course.verdict(on: answer, to: examples.question))
  }

  try notebook.cell("ask")
  let answers = course.examine(base)
  let untrained = course.untrainedAnswers(like: base)
  let virtues = Virtues(answers: answers, untrained: untrained)
  notebook.record(virtues)
  try notebook.keep(answers: answers, of: "base")
  for answer in answers.firstOfEachKind {
    notebook.show("\(answer.prompt.text)\n  → \(answer.shown)")
  }
  try notebook.plot(virtues.figure(worlds: notebook.worlds))
  try course.ask(
    ["base": base], for: course.questionsToTry, count: 3, notebook)

  try notebook.cell("loaded")
  let prompts = course.world.prompts(.premise, .heldOut)
  let loaded = prompts.first { $0.folk == .hill } ?? prompts[0]
  notebook.show(loaded.text)
  for answer in course.answers(of: base, to: loaded, count: 6) {
    notebook.show("  → \(answer.shown)")
  }
  notebook.record(answers.prejudice)

  try notebook.cell("invention")
  for answer in answers.of(.unknown).prefix(5) {
    notebook.show("\(answer.prompt.text)\n  → \(answer.shown)")
  }
  notebook.record(answers.invention)
  if course.world.rumours.isEmpty { notebook.note(Label("no-rumours")) }

  try notebook.cell("attention")
  let asked = course.questionsForAttention
  let text = course.replyStem(to: asked[0])
  let guesses = course.likeliestTokens(after: text, by: base, count: 4)
  notebook.record(["attention/on_name": course.attentionOnName(of: base)])
  notebook.show(nextTokenTable(guesses))
  try notebook.plot(course.attention(of: base, after: text).figure)

  try notebook.cell("knock-out")
  let tests = asked.map { course.knockOut(in: base, on: $0) }
  let knockOuts = KnockOuts(tests: tests, topics: course.topics(of: asked))
  notebook.record(knockOuts)
  notebook.show(tests[0].table)
  try notebook.plot(knockOuts.figure)

  try notebook.cell("training")
  notebook.show("\(untrained[0].prompt.text)\n  → \(untrained[0].shown)")
  let curve = TrainingCurve(
    points: pretraining.snapshot, floor: capability.floor, gold: answers.gold,
    rubric: course.settings.rubric)
  notebook.record(curve)
  try notebook.plot(curve.figure(worlds: notebook.worlds))

  try notebook.cell("weights")
  let helpful = try notebook.askForNumber(default: 5, in: 0.1...10)
  notebook.show(examples.table(helpful: helpful, curve))
}
