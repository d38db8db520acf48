import LessonKit

extension Lesson {
  package static let supervisedFineTuning = Lesson(
    "3-supervised-fine-tuning", step: .demonstrations, settings: FineTuningLessonSettings.self,
    onOwnData: { .supervisedFineTuningOnOwnData }, trying: (["sft"], fineTuning), run: lesson)
}

struct FineTuningLessonSettings: LessonSettings {
  /// The path of a file; empty for the toy world.
  var demonstrations: String
  var ownData: OwnDataSettings.Limits
  var longer: Longer

  struct Longer: Decodable, Sendable {
    var epochs: Int
  }
}

/// Lesson 3: the model is shown good answers, and learns to give such answers.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: FineTuningLessonSettings
) throws {
  try notebook.cell("demonstrations")
  let demonstrations = course.data.demonstrations(
    course.settings.sft)
  for demonstration in demonstrations.prefix(8) {
    notebook.show("\(demonstration.prompt)")
    notebook.show("  → \(demonstration.completion)")
  }
  notebook.record(Workload(demonstrations, in: course.world))

  try notebook.cell("haste")
  notebook.show(hasteTable(of: course.world))

  try notebook.cell("mask")
  let (tokenizer, first) = (course.tokenizer, demonstrations[0])
  let sequence = LabeledSequence.completion(
    prompt: tokenizer.prompt(first.prompt),
    completion: tokenizer.completion(first.completion))
  notebook.show(maskTable(sequence, tokenizer))
  notebook.record([
    "mask/positions": sequence.ids.count, "mask/counted": sequence.targetCount,
  ])

  try notebook.cell("train")
  let base = try course.base().product
  let training = try course.supervisedFineTuned()
  let sft = training.product
  notebook.metrics = training.metrics
  try notebook.plot(lossFigure("sft-loss", training.metrics, smoothing: 0.8))

  try notebook.cell("compare")
  let before = course.examine(base)
  let after = course.examine(sft)
  try notebook.keep(answers: before, of: "base")
  try notebook.keep(answers: after, of: "SFT")
  for (old, new) in zip(before.firstOfEachKind, after.firstOfEachKind) {
    notebook.show(old.prompt.text)
    notebook.show("  base  \(old.shown)")
    notebook.show("  SFT   \(new.shown)")
  }
  try course.ask(
    ["base": base, "SFT": sft], for: [after[0].prompt.text], notebook)

  try notebook.cell("measure")
  let virtues = Virtues(before: before, after: after)
  notebook.record(virtues)
  notebook.show(virtues.table)
  notebook.record([
    "web_perplexity/base": course.perplexity(of: base),
    "web_perplexity/sft": course.perplexity(of: sft),
  ])

  try notebook.cell("untrained")
  var untold = course.settings.sft
  untold.isWatched = false
  let unread = try course.supervisedFineTuned(untold, isPretrained: false, title: "unread")
  notebook.record(WithoutPretraining(answers: course.examine(unread.product), beside: after))

  try notebook.cell("prompts")
  notebook.show(mixTable(of: course.world))
  var random = course.random("prompts to look at")
  for source in PromptSource.allCases {
    notebook.show(Label("ask/\(source)"))
    for _ in 0..<4 {
      let prompt = course.world.samplePrompt(
        from: source, split: .train, using: &random)
      notebook.show("  \(prompt.text)")
    }
  }

  try notebook.cell("sources")
  var users = course.settings.sft
  (users.data.usersShare, users.isWatched) = (1, false)
  let asUsersAsk = try course.supervisedFineTuned(
    users, title: "users-prompts")
  let sources = Sources(
    labelers: after, users: course.examine(asUsersAsk.product),
    world: course.world)
  notebook.record(sources)
  notebook.show(sources.table)

  try notebook.cell("amount")
  let counts = [32, 64, 128, 192, 384, 768].filter {
    $0 <= min(course.world.settings.demonstrations, course.data.mostDemonstrations)
  }
  let amounts = try course.amounts(counts, base: before)
  notebook.record(amounts.results + amounts.gain(over: after))
  notebook.show(amounts.table)
  try notebook.plot(amounts.figure(beside: notebook.worlds))

  try notebook.cell("quality")
  let quality = try course.quality(given: after)
  notebook.record(quality)
  notebook.show(quality.table)

  try notebook.cell("longer")
  var long = course.settings.sft
  long.training.epochs = settings.longer.epochs
  let overtrained = try course.supervisedFineTuned(
    long, title: "longer")
  let longer = Longer(
    points: overtrained.snapshot,
    answers: course.examine(overtrained.product), beside: after)
  notebook.record(longer)
  try notebook.plot(longer.figure)

  try notebook.cell("remaining")
  let kinds = GoldByKind(before: before, after: after)
  notebook.record(kinds)
  try notebook.plot(kinds.figure(beside: notebook.worlds))
  for answer in after.of(kinds.weakest).prefix(5) {
    let gold = answer.gold.formatted(places: 2)
    notebook.show(answer.prompt.text)
    notebook.show("  \(gold) → \(answer.shown)")
  }
}
