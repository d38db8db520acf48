import LessonKit

/// What becomes of a model's answer when a token that it has read can no longer be looked at.
package struct KnockOut: Sendable {
  /// What the model has read, token by token, as it is shown. The last one is where it predicts.
  package let tokens: [String]
  /// The next token that it finds likeliest with nothing hidden.
  package let answer: String
  /// How much the last token attends to each token but itself: the mean over the last layer's heads.
  package let attention: [Double]
  /// The same over the heads of all layers, as a token is hidden in all of them.
  let attentionInAllLayers: [Double]
  /// Where the creature's name stands.
  let namePlaces: [Int]
  /// p(answer) with nothing hidden.
  package let probability: Double
  /// p(answer) with each token but the last hidden from all others, in all layers and heads.
  package let probabilities: [Double]
  /// p(answer) with the creature's name hidden wherever it stands.
  package let probabilityWithoutName: Double

  /// How much the answer needed each token: log p(answer) less log p(answer without it), in nats.
  var effects: [Double] { probabilities.map { log(probability) - log($0) } }

  /// Spearman's correlation of where the model looks with what it needs: 1 if the order is the same.
  package var rankCorrelation: Double { Metrics.rankCorrelation(attention, effects) }

  var rankCorrelationInAllLayers: Double { Metrics.rankCorrelation(attentionInAllLayers, effects) }

  /// The place that is looked at most.
  package var mostAttended: Int { attention.indices.max { attention[$0] < attention[$1] } ?? 0 }

  /// The place that the answer needs most.
  package var mostNeeded: Int { effects.indices.max { effects[$0] < effects[$1] } ?? 0 }

  /// p(answer) without the token that it needs most.
  var probabilityWithoutMostNeeded: Double { probabilities[mostNeeded] }

  /// What was looked at, beside what was needed.
  var table: Table {
    let p = Table.Column.number(.verbatim("p(\"\(answer)\")"))
    var table = Table("knock-out", columns: ["hidden", .number("attention"), p])
    table.add(Label("nothing"), "", probability.formatted(places: 2))
    for (token, (attention, p)) in zip(tokens, zip(attentionInAllLayers, probabilities)) {
      table.add(token, attention.formatted(places: 2), p.formatted(places: 2))
    }
    table.add(Label("name"), "", probabilityWithoutName.formatted(places: 2))
    return table
  }
}

/// How far attention tells what matters, averaged over questions.
struct KnockOuts: Measured {
  let tests: [KnockOut]
  /// Of each test; questions about the same thing share a number.
  let topics: [Int]

  private func share(_ measure: (KnockOut) -> Double) -> Estimate {
    .clusteredShare(of: tests.map(measure), clusters: topics)
  }

  var results: Results {
    [
      "knock_out/rank_correlation": Estimate.clusteredMean(
        of: tests.map(\.rankCorrelation), clusters: topics),
      "knock_out/rank_correlation_all_layers": Estimate.clusteredMean(
        of: tests.map(\.rankCorrelationInAllLayers), clusters: topics),
      "knock_out/all_layers_minus_last": Estimate.pairedDifference(
        of: tests.map(\.rankCorrelationInAllLayers), minus: tests.map(\.rankCorrelation),
        clusters: topics),
      "knock_out/same_first": share { $0.mostAttended == $0.mostNeeded ? 1 : 0 },
      "knock_out/same_first_by_chance": share { 1 / Double($0.attention.count) },
      "knock_out/p_whole": share(\.probability),
      "knock_out/p_without_most_attended": share { $0.probabilities[$0.mostAttended] },
      "knock_out/p_without_most_needed": share(\.probabilityWithoutMostNeeded),
      "knock_out/p_without_name": share(\.probabilityWithoutName),
      "knock_out/name_minus_most_needed": Estimate.clusteredDifference(
        of: tests.map(\.probabilityWithoutName), clusters: topics,
        minus: tests.map(\.probabilityWithoutMostNeeded), clusters: topics),
    ]
  }

  /// Attention against effect, a point for each token that can be hidden.
  var figure: Figure {
    func points(_ name: Label, of belongs: (_ test: KnockOut, _ place: Int) -> Bool) -> Series {
      let chosen = tests.flatMap { test in
        test.effects.indices.filter { belongs(test, $0) }
          .map { (test.attentionInAllLayers[$0], Estimate(test.effects[$0])) }
      }
      return .points(name, x: chosen.map(\.0), y: chosen.map(\.1))
    }
    return Figure(
      name: "knock-out",
      panel: Panel(
        x: Axis("attention"), y: Axis("effect"),
        series: [
          points("token") { test, place in !test.namePlaces.contains(place) },
          points("name") { test, place in test.namePlaces.contains(place) },
        ]))
  }
}

extension Course {
  /// Hides each token of a question and the start of its reply in turn, and looks what becomes of the
  /// likeliest value.
  ///
  /// A hidden token is left out of the attention of all others. Its own column stays, and the model was
  /// never trained with gaps: it is a test, not a proof.
  package func knockOut(in model: LanguageModel, on prompt: Prompt) -> KnockOut {
    let text = replyStem(to: prompt)
    let map = attention(of: model, after: text)
    let ids = tokenizer.opening(text)
    let places = 0..<ids.count - 1
    let name = namePlaces(of: prompt)
    let hidden = [[], name] + places.map { [$0] }
    let (answer, logProbabilities) = withTape(model.parameters) { tape in
      let batch = TokenBatch(hidden.map { _ in ids }, hiding: hidden, on: tape)
      let logits = model(batch, rows: batch.lastRows)  // [hidden, vocabulary]
      let whole = logits.value.values(row: 0)
      let answer = whole.indices.max { whole[$0] < whole[$1] } ?? 0
      let read = logits.consumeForLogProbabilities(of: hidden.map { _ in Int32(answer) })
      return (answer, read.tokens.value.values)
    }
    let probabilities = logProbabilities.map { exp(Double($0)) }
    return KnockOut(
      tokens: map.tokens, answer: tokenizer.token(Int32(answer)),
      attention: places.map { map.share(on: [$0]) },
      attentionInAllLayers: places.map { map.shareInAllLayers(on: [$0]) }, namePlaces: name,
      probability: probabilities[0],
      probabilities: Array(probabilities.dropFirst(2)), probabilityWithoutName: probabilities[1])
  }
}
