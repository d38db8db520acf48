import Alignment
import Course
import Metrics
import Notebook
import Plotting
import Tokenization
import ToyWorld
import Training

// What lesson 3 shows: tables and figures of what its cells have measured.

/// An assumption: writing one demonstration takes a labeler about so long.
let minutesPerDemonstration = 5.0

// MARK: Tables

/// How often each kind of prompt comes from each of the two sources.
func mixTable(of world: World) -> Table {
  var table = Table(
    columns: ["kind", "example"] + PromptSource.allCases.map { .number($0.rawValue) })
  for kind in PromptKind.allCases {
    guard let example = world.prompts(kind, .train).first else { continue }
    let shares = PromptSource.allCases.map { source in
      let mix = world.mix(of: source)
      let total = PromptKind.allCases.reduce(0) { $0 + mix.weight(of: $1) }
      return "\((100 * mix.weight(of: kind) / total).formatted(places: 1)) %"
    }
    table.add([kind.rawValue, example.text] + shares)
  }
  return table
}

/// What the model reads and should say at each place, and where that counts.
func maskTable(_ sequence: LabeledSequence, _ tokenizer: Tokenizer) -> Table {
  var table = Table(columns: [.number("place"), "the model reads", "and should say", "counts"])
  for (place, (id, target)) in zip(sequence.ids, sequence.targets).enumerated() {
    let counts = target != LabeledSequence.ignored
    // The last token is not read by anything, so that the next id is always there where one is asked.
    let next = place + 1 < sequence.ids.count ? sequence.ids[place + 1] : target
    table.add([
      "\(place + 1)", quoted(id, tokenizer), quoted(next, tokenizer), counts ? "yes" : "–",
    ])
  }
  return table
}

private func quoted(_ id: Int32, _ tokenizer: Tokenizer) -> String {
  "\"\(tokenizer.token(id).replacing("\n", with: "⏎"))\""
}

// MARK: Results

extension [Answer] {
  fileprivate var helpful: Estimate { mean(\.judgement.helpful) }
  fileprivate var truthful: Estimate { mean(\.judgement.truthful) }
  fileprivate var harmless: Estimate { mean(\.judgement.harmless) }
}

func recordCost(of demonstrations: Int, _ notebook: Notebook) {
  notebook.record("sft/demonstrations", Estimate(Double(demonstrations)))
  notebook.record(
    "sft/labeler_minutes", Estimate(Double(demonstrations) * minutesPerDemonstration))
}

func recordMask(_ sequence: LabeledSequence, _ notebook: Notebook) {
  notebook.record("mask/positions", Estimate(Double(sequence.ids.count)))
  notebook.record("mask/counted", Estimate(Double(sequence.targetCount)))
}

/// Helpful, truthful, harmless and gold before and after.
func showVirtues(before: [Answer], after: [Answer], _ notebook: Notebook) {
  var table = Table(columns: ["", .number("base"), .number("SFT")])
  for (name, measure) in [
    ("helpful", \[Answer].helpful), ("truthful", \.truthful), ("harmless", \.harmless),
  ] {
    let (old, new) = (before[keyPath: measure], after[keyPath: measure])
    notebook.record("base/\(name)", old)
    notebook.record("sft/\(name)", new)
    table.add([name, "\(old)", "\(new)"])
  }
  table.add(["gold", "\(before.gold)", "\(after.gold)"])
  notebook.show(table)
  // The share of the way from the base model to a perfect score; its interval is the gain's.
  notebook.record("sft/way", after.gain(over: before).divided(by: 1 - before.gold.value))
  notebook.record("base/garbled_rate", before.share { $0.judgement.malformedSentences > 0 })
  notebook.record("sft/garbled_rate", after.share { $0.judgement.malformedSentences > 0 })
}

/// The numbers of demonstrations to compare, as far as there are so many.
func demonstrationCounts(upTo count: Int) -> [Int] {
  [32, 64, 128, 192, 384, 768].filter { $0 <= count }
}

/// Score and cost by number of demonstrations; the first of the series is the base model.
func showAmounts(
  _ series: [(count: Int, answers: [Answer])], sft: [Answer], _ notebook: Notebook
) throws {
  var table = Table(
    columns: [.number("demonstrations"), .number("labeler's hours"), .number("gold score")])
  for (count, answers) in series {
    let hours = Double(count) * minutesPerDemonstration / 60
    notebook.record("sft/gold/\(count)", answers.gold)
    table.add(["\(count)", hours.formatted(places: 1), "\(answers.gold)"])
  }
  notebook.show(table)
  recordGains(series, sft: sft, notebook)
  try notebook.plot(amountFigure(series.map { ($0.count, $0.answers.gold) }))
}

/// What the first demonstrations, the first and the last doubling, and the longest series bring.
private func recordGains(
  _ series: [(count: Int, answers: [Answer])], sft: [Answer], _ notebook: Notebook
) {
  func record(_ name: String, _ step: (less: Int, more: Int)) {
    let (less, more) = (series[step.less], series[step.more])
    let hours = Double(more.count - less.count) * minutesPerDemonstration / 60
    let gain = more.answers.gain(over: less.answers)
    notebook.record(name, gain)
    notebook.record("\(name)_per_hour", gain.divided(by: hours))
  }
  guard let last = series.last, series.count > 1 else { return }
  record("gain/first_demonstrations", (0, 1))
  let doublings = series.indices.dropLast().filter { series[$0 + 1].count == 2 * series[$0].count }
  if let first = doublings.first { record("doubling/first", (first, first + 1)) }
  if let last = doublings.last { record("doubling/last", (last, last + 1)) }
  notebook.record("amount/fewest", Estimate(Double(series[1].count)))
  notebook.record("amount/most", Estimate(Double(last.count)))
  notebook.record("gain/most_vs_sft", last.answers.gain(over: sft))
}

extension Estimate {
  fileprivate func divided(by number: Double) -> Estimate {
    Estimate(
      value: value / number, low: low.map { $0 / number }, high: high.map { $0 / number }, n: n)
  }
}

/// Half of the demonstrations careless, against half as many, and against all of them careful.
func showQuality(noisy: [Answer], half: [Answer], clean: [Answer], _ notebook: Notebook) {
  notebook.record("noisy/gold", noisy.gold)
  notebook.record("half/gold", half.gold)
  notebook.record("gain/noisy_vs_clean", noisy.gain(over: clean))
  notebook.record("gain/noisy_vs_half", noisy.gain(over: half))
  var table = Table(columns: ["demonstrations", .number("gold"), .number("harmless")])
  table.add(["all careful", "\(clean.gold)", "\(clean.harmless)"])
  table.add(["half as many, all careful", "\(half.gold)", "\(half.harmless)"])
  table.add(["half of them careless", "\(noisy.gold)", "\(noisy.harmless)"])
  notebook.show(table)
}

func recordUnknown(_ answers: [Answer], _ notebook: Notebook) {
  notebook.record("sft/hallucination_rate", answers.share(\.judgement.makesClaim))
  notebook.record("sft/admission_rate", answers.share(\.judgement.admitsIgnorance))
}

/// Records where the validation loss is least, and loss and gold there and at the end.
func recordTurn(
  _ points: [FineTuningPoint], of settings: FineTuningSettings, _ notebook: Notebook
) {
  notebook.record("sft/epochs", Estimate(Double(settings.epochs)))
  guard let turn = points.min(by: { $0.validationLoss < $1.validationLoss }),
    let last = points.last
  else { return }
  notebook.record("long/epochs", Estimate(Double(last.epoch)))
  notebook.record("long/turn_epoch", Estimate(Double(turn.epoch)))
  notebook.record("long/turn_loss", Estimate(turn.validationLoss))
  notebook.record("long/last_loss", Estimate(last.validationLoss))
  notebook.record("long/turn_gold", Estimate(turn.gold))
}

/// The kind of prompt whose answers score lowest.
func weakestKind(of answers: [Answer]) -> PromptKind {
  PromptKind.allCases.filter { !answers.of($0).isEmpty }
    .min { answers.of($0).gold.value < answers.of($1).gold.value } ?? .fact
}

// MARK: Figures

func lossFigure(_ metrics: MetricLog, demonstrations: Int) -> Figure {
  Figure(
    name: "sft-loss", title: "Fine-tuning on \(demonstrations) demonstrations",
    caption: "Tokens of the response only. Validation: demonstrations for held-out prompts.",
    panel: Panel(
      x: Axis("training step"), y: Axis("cross-entropy (nats a token)"),
      series: [
        .line("training", metrics.series("loss"), smoothing: 0.8),
        .line("validation", metrics.series("eval_loss")),
      ]))
}

/// The score by number of demonstrations; 0 has no place on a logarithmic axis, so that the base
/// model is a line.
func amountFigure(_ scores: [(count: Int, gold: Estimate)]) -> Figure {
  let tuned = scores.filter { $0.count > 0 }
  let counts = tuned.map { Double($0.count) }
  var series: [Series] = [
    .band("fine-tuned", x: counts, y: tuned.map(\.gold), hue: 0),
    .points("", x: counts, y: tuned.map { Estimate($0.gold.value) }, hue: 0),
  ]
  if let base = scores.first(where: { $0.count == 0 }) {
    let ends = [counts.first ?? 1, counts.last ?? 2]
    series.append(.band("base model", x: ends, y: [base.gold, base.gold], hue: 1))
  }
  return Figure(
    name: "score-by-demonstrations", title: "What more demonstrations buy",
    caption: "Labelers' time grows to the right, 5 minutes each. Bands: 95 %, this training only.",
    panel: Panel(
      x: Axis("demonstrations (logarithmic)", isLogarithmic: true, range: 20...1000),
      y: Axis("gold score (0 to 1)"), series: series))
}

func longFigure(_ points: [FineTuningPoint], gold: Estimate) -> Figure {
  let epochs = points.map { Double($0.epoch) }
  return Figure(
    name: "loss-and-gold-by-epoch", title: "Training for longer",
    caption:
      "Loss on unseen demonstrations, and score of the model's own answers; 95 % at the end.",
    panels: [
      Panel(
        title: "validation loss", x: Axis("epoch"), y: Axis("nats a token"), legend: .none,
        series: [.line("validation loss", x: epochs, y: points.map(\.validationLoss))]),
      Panel(
        title: "gold score", x: Axis("epoch"), y: Axis("gold score (0 to 1)"), legend: .none,
        series: [
          .line("gold score", x: epochs, y: points.map(\.gold), hue: 1),
          .points("", x: Array(epochs.suffix(1)), y: epochs.isEmpty ? [] : [gold], hue: 1),
        ]),
    ])
}

/// Records and draws the gold score of each kind of prompt, before and after.
func plotKinds(before: [Answer], after: [Answer], _ notebook: Notebook) throws {
  let kinds = PromptKind.allCases.filter { !after.of($0).isEmpty }
  for kind in kinds {
    notebook.record("sft/gold/\(kind)", after.of(kind).gold)
    notebook.record("gain/\(kind)", after.of(kind).gain(over: before.of(kind)))
  }
  try notebook.plot(
    Figure(
      name: "gold-by-kind", title: "Gold score by kind of prompt, before and after",
      caption:
        "Held-out prompts; 1 is a perfect answer. Intervals allow for several answers a prompt.",
      panel: Panel(
        x: Axis("kind of prompt"), y: Axis("gold score (0 to 1)", range: 0...1.1),
        categories: kinds.map(\.rawValue),
        bars: [
          .bars("base", kinds.map { before.of($0).gold }),
          .bars("SFT", kinds.map { after.of($0).gold }),
        ])))
}
