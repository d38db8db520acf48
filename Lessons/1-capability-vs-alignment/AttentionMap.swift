import LessonKit

/// Where the heads of a model's last layer look at the moment when the next token is chosen.
package struct AttentionMap: Sendable {
  /// What the model has read, token by token, as it is shown.
  package let tokens: [String]
  /// Weight of each token for each head, `[head][token]`; those of one head sum to one.
  package let weights: [[Double]]

  /// The attention, averaged over the heads, that falls on some places, 0...1.
  func share(on places: [Int]) -> Double {
    let sum = weights.reduce(0) { sum, head in places.reduce(sum) { $0 + head[$1] } }
    return sum / Double(max(1, weights.count))
  }

  var figure: Figure {
    Figure(
      name: "attention",
      panel: Panel(
        x: Axis("token"), y: Axis("head"),
        heatMap: HeatMap(
          rows: weights.indices.map { Label("row", ["head": "\($0 + 1)"]) },
          columns: tokens.map(Label.verbatim), values: weights)))
  }
}

/// Next tokens and how likely they are.
func nextTokenTable(_ guesses: [(token: String, probability: Double)]) -> Table {
  Table(
    "next-tokens", columns: ["token", .number(.verbatim("p"))],
    rows: guesses.map { ["\"\($0.token)\"", $0.probability.formatted(places: 2)] })
}

extension Course {
  /// The attention of the last layer at the last token of a text.
  package func attention(of model: LanguageModel, after text: String) -> AttentionMap {
    let ids = tokenizer.opening(text)
    let weights = withTape(model.parameters) { tape in
      let trace = Trace()
      _ = model.transformer(TokenBatch([ids], on: tape), trace: trace)
      let attention = trace.weights[trace.weights.count - 1]
      return (0..<attention.heads).map { head in
        let map = attention[sequence: 0, head: head]  // [query, key]
        return (0..<map.columns).map { Double(map[map.rows - 1, $0]) }
      }
    }
    return AttentionMap(tokens: ids.map { tokenizer.shown($0) }, weights: weights)
  }

  /// The held-out questions that attention is tested on: those about rumours, or about facts in a world
  /// without rumours.
  package var questionsForAttention: [Prompt] {
    let rumours = world.prompts(.rumour, .heldOut)
    return rumours.isEmpty ? world.prompts(.fact, .heldOut) : rumours
  }

  /// A question about a creature and the start of a reply, up to the value:
  /// `what does the dax eat ?`, a line break, `the dax eats`.
  package func replyStem(to prompt: Prompt) -> String {
    guard case .attribute(let attribute, let creature) = prompt.topic else {
      fatalError("replyStem(to: \"\(prompt.text)\"): it asks for no attribute of a creature")
    }
    return prompt.input + Claim(creature, attribute, "").stem
  }

  /// Where the tokens of the creature's name stand in what `replyStem` gives: in the question and again in
  /// the reply. A name may be several tokens.
  func namePlaces(of prompt: Prompt) -> [Int] {
    let ids = tokenizer.opening(replyStem(to: prompt))
    let name = tokenizer.encode(" \(prompt.creature ?? "")")
    let starts = ids.indices.filter { ids[$0...].starts(with: name) }
    return starts.flatMap { $0..<$0 + name.count }
  }

  /// The mean share of the last layer's attention that falls on the creature's name, when the value is
  /// about to be named.
  func attentionOnName(of model: LanguageModel) -> Estimate {
    let prompts = questionsForAttention
    let shares = prompts.map {
      attention(of: model, after: replyStem(to: $0)).share(on: namePlaces(of: $0))
    }
    return .clusteredShare(of: shares, clusters: topics(of: prompts))
  }
}
