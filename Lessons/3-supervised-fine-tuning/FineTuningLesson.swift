import Alignment
import Course
import Metrics
import Models
import Notebook
import Plotting
import ToyWorld
import Training

/// Lesson 3: the model is shown good answers, and learns to give such answers.
func supervisedFineTuning(_ notebook: Notebook, _ course: Course) throws {
  try notebook.cell("prompts")
  notebook.show(mixTable(of: course.world))
  var random = course.random("prompts to look at")
  for source in PromptSource.allCases {
    notebook.show("\(source.rawValue) ask, for example:")
    for _ in 0..<4 {
      let prompt = course.world.samplePrompt(
        from: source, split: .train, using: &random)
      notebook.show("  \(prompt.text)")
    }
  }

  try notebook.cell("demonstrations")
  let count = course.settings.sft.demonstrations
  let demonstrations = course.world.demonstrations(count)
  for demonstration in demonstrations.prefix(8) {
    notebook.show("\(demonstration.prompt.text)")
    notebook.show("  → \(demonstration.completion)")
  }
  recordCost(of: count, notebook)

  try notebook.cell("mask")
  let (tokenizer, first) = (course.tokenizer, demonstrations[0])
  let sequence = LabeledSequence.completion(
    prompt: tokenizer.prompt(first.prompt.text),
    completion: tokenizer.completion(first.completion))
  notebook.show(maskTable(sequence, tokenizer))
  recordMask(sequence, notebook)

  try notebook.cell("train")
  let base = try course.base().product
  let training = try course.supervisedFineTuned()
  let sft = training.product
  notebook.metrics = training.metrics
  try notebook.plot(lossFigure(training.metrics, demonstrations: count))

  try notebook.cell("compare")
  let before = course.examine(base)
  let after = course.examine(sft)
  for (old, new) in zip(firstOfEachKind(before), firstOfEachKind(after)) {
    notebook.show(old.prompt.text)
    notebook.show("  base  \(old.shown)")
    notebook.show("  SFT   \(new.shown)")
  }

  try notebook.cell("measure")
  notebook.record("base/gold", before.gold)
  notebook.record("sft/gold", after.gold)
  notebook.record("gain/sft_vs_base", after.gain(over: before))
  notebook.record("win_rate/sft_vs_base", after.winRate(against: before))
  showVirtues(before: before, after: after, notebook)
  notebook.record("web_perplexity/base", course.perplexity(of: base))
  notebook.record("web_perplexity/sft", course.perplexity(of: sft))

  try notebook.cell("amount")
  var series: [(count: Int, answers: [Answer])] = [(0, before)]
  let most = course.world.settings.demonstrations
  for count in demonstrationCounts(upTo: most) {
    var settings = course.settings.sft
    settings.demonstrations = count
    let model = try course.supervisedFineTuned(
      settings, title: "\(count) demonstrations")
    series.append((count, course.examine(model.product)))
  }
  try showAmounts(series, sft: after, notebook)

  try notebook.cell("quality")
  var noisy = course.settings.sft
  noisy.noisyShare = 0.5
  var half = course.settings.sft
  half.demonstrations = max(1, count / 2)
  let mixed = try course.supervisedFineTuned(noisy, title: "half careless")
  let careful = try course.supervisedFineTuned(half, title: "half as many")
  showQuality(
    noisy: course.examine(mixed.product),
    half: course.examine(careful.product), clean: after, notebook)

  try notebook.cell("longer")
  var long = course.settings.sft
  long.epochs = notebook.options.isQuick ? 4 : 20
  let overtrained = try course.supervisedFineTuned(long, title: "more epochs")
  let longAnswers = course.examine(overtrained.product)
  notebook.record("long/gold", longAnswers.gold)
  notebook.record("gain/long_vs_sft", longAnswers.gain(over: after))
  recordTurn(overtrained.snapshot, of: course.settings.sft, notebook)
  try notebook.plot(
    longFigure(overtrained.snapshot, gold: longAnswers.gold))

  try notebook.cell("remaining")
  try plotKinds(before: before, after: after, notebook)
  for answer in after.of(weakestKind(of: after)).prefix(5) {
    let gold = answer.gold.formatted(places: 2)
    notebook.show(answer.prompt.text)
    notebook.show("  \(gold) → \(answer.shown)")
  }
  recordUnknown(after.of(.unknown), notebook)
}
