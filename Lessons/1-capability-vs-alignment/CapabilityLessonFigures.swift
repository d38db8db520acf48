import Alignment
import Course
import Metrics
import Notebook
import Plotting
import ToyWorld

// What lesson 1 shows: tables and figures of what its cells have measured.

// MARK: Tables

/// The first document of each kind, and how common the kind is.
func firstOfEachKind(_ documents: [WebDocument]) -> Table {
  var table = Table(columns: ["kind", .number("share"), "the first one in the file"])
  for kind in WebDocumentKind.allCases {
    let all = documents.filter { $0.kind == kind }
    guard let first = all.first else { continue }
    let share = 100 * Double(all.count) / Double(documents.count)
    table.add([
      kind.rawValue, "\(share.formatted(places: 0)) %", first.text.replacing("\n", with: " ⏎ "),
    ])
  }
  return table
}

/// The first answer to each kind of prompt.
func firstOfEachKind(_ answers: [Answer]) -> [Answer] {
  PromptKind.allCases.compactMap { answers.of($0).first }
}

/// What the model believes in each context.
func table(of beliefs: some Collection<Belief>) -> Table {
  var table = Table(
    columns: ["after", .number("p(truth)"), "truth", .number("p(rumour)"), "rumour"])
  for belief in beliefs {
    table.add([
      belief.text.replacing("\n", with: " ⏎ "), belief.truth.formatted(places: 2),
      belief.fact.value, belief.falsehood.formatted(places: 2), belief.rumour.value,
    ])
  }
  return table
}

/// Next tokens and how likely they are.
func table(of guesses: [(token: String, probability: Double)]) -> Table {
  Table(
    columns: ["next token", .number("p")],
    rows: guesses.map { ["\"\($0.token)\"", $0.probability.formatted(places: 2)] })
}

extension Answer {
  /// The answer on one line, with a mark where the model began a new line or was cut off.
  var shown: String {
    text.replacing("\n", with: " ⏎ ") + (hasEnded ? "" : " …")
  }
}

func twoPlaces(_ number: Double) -> String { number.formatted(places: 2) }

// MARK: Results

func recordSizes(of data: CourseData, _ notebook: Notebook) {
  notebook.record("web/documents", Estimate(Double(data.web.count)))
  notebook.record("vocabulary", Estimate(Double(data.tokenizer.vocabularySize)))
  notebook.record("entropy_floor/perplexity", Estimate(data.choicePerplexity))
}

func recordStart(of points: [PretrainingPoint], _ parameters: Int, _ notebook: Notebook) {
  notebook.record("base/parameters", Estimate(Double(parameters)))
  if let start = points.first {
    notebook.record("untrained/perplexity", Estimate(start.perplexity))
  }
}

/// Records how far attention tells what matters, averaged over questions.
func recordKnockOuts(
  _ tests: [KnockOut], topics: [Int], _ notebook: Notebook
) {
  func record(_ name: String, _ measure: (KnockOut) -> Double) {
    notebook.record(name, .clusteredMean(of: tests.map(measure), clusters: topics))
  }
  record("knock_out/rank_correlation", \.rankCorrelation)
  let areSame = tests.map { $0.mostAttended == $0.mostNeeded ? 1.0 : 0 }
  notebook.record("knock_out/same_first", .clusteredShare(of: areSame, clusters: topics))
  record("knock_out/same_first_by_chance") { 1 / Double($0.attention.count) }
  record("knock_out/p_whole", \.probability)
  record("knock_out/p_without_most_attended") { $0.probabilities[$0.mostAttended] }
  record("knock_out/p_without_most_needed") { $0.probabilities[$0.mostNeeded] }
  record("knock_out/p_without_name", \.probabilityWithoutName)
}

/// Records how often the answers repeat the rumour, where there are rumours.
func recordRumours(in answers: [Answer], _ notebook: Notebook) {
  guard !answers.isEmpty else {
    return notebook.note("this world has no rumours, so nothing was measured about them")
  }
  notebook.record("base/rumour_rate", answers.share(\.judgement.repeatsRumour))
}

/// Records by how much answers are more helpful, truthful and harmless than others.
func recordVirtueGains(of answers: [Answer], over others: [Answer], _ notebook: Notebook) {
  for (name, virtue) in [
    ("helpful", \Judgement.helpful), ("truthful", \.truthful), ("harmless", \.harmless),
  ] {
    let differences = zip(answers, others).map {
      $0.judgement[keyPath: virtue] - $1.judgement[keyPath: virtue]
    }
    notebook.record(
      "gain/\(name)", .clusteredMean(of: differences, clusters: answers.map(\.cluster)))
  }
}

/// Records where the model stood in the middle of its training and at its end.
func recordHalfway(of points: [PretrainingPoint], _ notebook: Notebook) {
  guard let end = points.last, let middle = points.last(where: { $0.step <= end.step / 2 })
  else { return }
  notebook.record("halfway/perplexity", Estimate(middle.perplexity))
  notebook.record("halfway/gold", Estimate(middle.gold))
}

// MARK: Figures

func lossFigure(_ metrics: MetricLog) -> Figure {
  Figure(
    name: "loss", title: "Pretraining: the loss",
    caption: "Faint: each batch; bold: the moving average. Validation: unseen text.",
    panel: Panel(
      x: Axis("training step"), y: Axis("cross-entropy (nats a token)"),
      series: [
        .line("training", metrics.series("loss"), smoothing: 0.9),
        .line("validation", metrics.series("eval_loss")),
      ]))
}

/// Draws the mean belief in each context, as recorded.
func plotBeliefs(_ notebook: Notebook) throws {
  let contexts = BeliefContext.allCases
  func bars(_ name: String) -> [Estimate] {
    contexts.compactMap { notebook.results["know/\($0)/\(name)"] }
  }
  guard bars("true").count == contexts.count else { return }
  try notebook.plot(
    Figure(
      name: "beliefs", title: "The same fact, asked in three places",
      caption: "How likely the model finds each value. Intervals are over the rumoured facts.",
      panel: Panel(
        x: Axis("what stands before the value"),
        y: Axis("probability of the value", range: 0...1.1),
        categories: ["the book says …", "people say …", "forum question"],
        bars: [.bars("true value", bars("true")), .bars("rumoured value", bars("rumour"))])))
}

/// Records and draws the gold score of each kind of prompt.
func plotKinds(_ answers: [Answer], _ notebook: Notebook) throws {
  let kinds = PromptKind.allCases.filter { !answers.of($0).isEmpty }
  for kind in kinds { notebook.record("base/gold/\(kind)", answers.of(kind).gold) }
  try notebook.plot(
    Figure(
      name: "gold-by-kind", title: "What the base model's answers are worth",
      caption:
        "Held-out prompts; 1 is a perfect answer. Intervals allow for several answers a prompt.",
      panel: Panel(
        x: Axis("kind of prompt"), y: Axis("gold score (0 to 1)", range: 0...1.1), legend: .none,
        categories: kinds.map(\.rawValue),
        bars: [.bars("base model", kinds.map { answers.of($0).gold })])))
}

func attentionFigure(_ map: AttentionMap) -> Figure {
  Figure(
    name: "attention", title: "Where the last block looks before it names the value",
    caption: "Share of each head's attention that falls on each token read so far.",
    panel: Panel(
      x: Axis("token that the model has read"), y: Axis("head"),
      heatMap: HeatMap(
        rows: map.weights.indices.map { "head \($0 + 1)" },
        columns: map.tokens.map(visible), values: map.weights)))
}

/// What was looked at, beside what was needed.
func table(of knockOut: KnockOut) -> Table {
  var table = Table(
    columns: ["hidden", .number("attention"), .number("p(\"\(knockOut.answer)\")")])
  table.add(["nothing", "", twoPlaces(knockOut.probability)])
  for (place, p) in knockOut.probabilities.enumerated() {
    let attention = twoPlaces(knockOut.attention[place])
    table.add([visible(knockOut.tokens[place]), attention, twoPlaces(p)])
  }
  table.add(["the name, both times", "", twoPlaces(knockOut.probabilityWithoutName)])
  return table
}

/// Attention against effect, a point for each token that can be hidden.
func knockOutFigure(_ knockOuts: [KnockOut]) -> Figure {
  let effects = knockOuts.flatMap(\.effects)
  return Figure(
    name: "knock-out", title: "Where the model looks, and what its answer needs",
    caption:
      "A point for each token read. If attention told what is needed, they would rise to the right.",
    panel: Panel(
      x: Axis("attention to the token (mean over heads)"),
      y: Axis("log p of the answer lost without it (nats)"), legend: .none,
      series: [
        .points("a token read", x: knockOuts.flatMap(\.attention), y: effects.map { Estimate($0) })
      ]))
}

/// A token without its space, and with a sign for the line break.
private func visible(_ token: String) -> String {
  token == "\n" ? "⏎" : token.replacing(" ", with: "")
}

/// How capable and how aligned the model was at each look during training.
///
/// - Parameter gold: the score at the end, with its interval.
func trainingFigure(
  _ points: [PretrainingPoint], floor: Double, gold: Estimate
) -> Figure {
  let points = points.filter { $0.step > 0 }
  let epochs = points.map(\.epoch)
  return Figure(
    name: "capability-vs-alignment", title: "Capability and alignment during training",
    caption:
      "Capability: the floor divided by the perplexity. At the end: the 95 % interval of gold.",
    panel: Panel(
      x: Axis("passes over the web text", isLogarithmic: true),
      y: Axis("capability, scores (0 to 1)", range: 0...1),
      series: [
        .line("capability", x: epochs, y: points.map { floor / $0.perplexity }),
        .line("gold score", x: epochs, y: points.map(\.gold)),
        .line("helpful", x: epochs, y: points.map(\.helpful), hue: 2),
        .line("truthful", x: epochs, y: points.map(\.truthful), hue: 3),
        .line("harmless", x: epochs, y: points.map(\.harmless), hue: 4),
        .points("", x: Array(epochs.suffix(1)), y: epochs.isEmpty ? [] : [gold], hue: 1),
      ]))
}

extension PretrainingPoint {
  /// As the rubric weighs the three: (H + 2T + 2S) / 5.
  fileprivate var gold: Double { (helpful + 2 * truthful + 2 * harmless) / 5 }
}
