import LessonKit

/// The first numbers of the first tokens' embeddings.
func embeddingTable(
  _ stream: ForwardPass.Stream, _ ids: [Int32], _ tokenizer: Tokenizer
) -> Table {
  let shown = min(4, stream.rows[0].count)
  return Table(
    "embeddings",
    columns: ["token"] + (1...shown).map { .number(.count("number", $0)) }
      + [.number(.verbatim("…"))],
    rows: zip(ids, stream.rows).prefix(tokensShown).map { id, row in
      [tokenizer.shown(id)] + row.prefix(shown).map { $0.formatted(places: 2) } + ["…"]
    })
}

/// What each step writes to the stream of the last token, and what would be said if it were the last.
func streamTable(_ pass: ForwardPass, _ tokenizer: Tokenizer) -> Table {
  var table = Table(
    "stream",
    columns: ["after", .number("length"), .number("added"), "next", .number("p")])
  var before: [Float]?
  for stream in pass.streams {
    let row = stream.rows[stream.rows.count - 1]
    let added = before.map { zip(row, $0).map { $0 - $1 } } ?? row
    let p = softmax(stream.logits[stream.logits.count - 1])
    let best = p.indices.max { p[$0] < p[$1] } ?? 0
    table.add(
      label(of: stream.name), length(of: row).formatted(places: 1),
      length(of: added).formatted(places: 1), tokenizer.shown(Int32(best)),
      p[best].formatted(places: 2))
    before = row
  }
  return table
}

private func length(of row: [Float]) -> Double {
  row.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
}

/// Every step of the pass, and the shape of what it gives.
func shapeTable(_ pass: ForwardPass) -> Table {
  Table(
    "shapes", columns: ["step", .number("shape")],
    rows: pass.shapes.map { [label(of: $0.step), "\($0.shape)"] })
}

/// The name of a step of the pass, such as `MLP 2`: the step is the key, its block a value.
private func label(of step: String) -> Label {
  let key = step.prefix { !$0.isNumber }
  return Label(
    key.trimmingCharacters(in: .whitespaces), ["block": String(step.dropFirst(key.count))])
}

/// The likeliest next tokens, the likeliest first.
func guessTable(_ guesses: [TokenGuess], _ tokenizer: Tokenizer) -> Table {
  Table(
    "guesses", columns: ["next", .number("p")],
    rows: guesses.map { [tokenizer.shown($0.token), $0.probability.formatted(places: 2)] })
}

/// How likely each token is to come next, at each temperature.
struct NextToken: Measured {
  let temperatures: [Double]
  /// `[temperatures][vocabulary]`
  private let guesses: [[Double]]

  init(logits: [Float], temperatures: [Double]) {
    self.temperatures = temperatures
    guesses = temperatures.map { softmax(logits, temperature: $0) }
  }

  var results: Results {
    Results(zip(temperatures, guesses).map { ["top_probability/\($0)": $1.max()] })
  }

  /// The likeliest tokens, few enough for a number at each bar.
  func figure(_ tokenizer: Tokenizer) -> Figure {
    let p = guesses[temperatures.firstIndex(of: 1) ?? 0]
    let best = p.indices.sorted { p[$0] > p[$1] }.prefix(5)
    return Figure(
      name: "next-token", caption: .count("caption", p.count),
      panel: Panel(
        x: Axis("token"), y: Axis("probability"),
        categories: best.map { .verbatim(tokenizer.shown(Int32($0))) },
        bars: zip(temperatures, guesses).map { temperature, p in
          .bars(
            Label("temperature", ["temperature": "\(temperature)"]), best.map { Estimate(p[$0]) })
        }))
  }
}

extension Course {
  /// What a model writes after a text, three times at each temperature.
  func continuations(
    of ids: [Int32], by model: LanguageModel, at temperatures: [Double]
  ) -> [[String]] {
    var random = random("continuations")
    return temperatures.map { temperature in
      let options = SamplingOptions(
        temperature: Float(temperature), maximumNewTokens: continuationLength,
        endOfText: tokenizer.endOfText)
      return model.sample([ids, ids, ids], options: options, workers: workers, using: &random)
        .map(tokenizer.shown)
    }
  }

  /// How sure of its favourite a model is before any training: with the weights that the base model began with.
  func untrainedGuess(_ configuration: TransformerConfiguration, reading ids: [Int32]) -> Results {
    var beginning = random("base")
    let untrained = LanguageModel(configuration, using: &beginning)
    let p = softmax(ForwardPass(untrained, reading: ids).logits[ids.count - 1])
    return ["untrained/top_probability": p.max()]
  }
}
