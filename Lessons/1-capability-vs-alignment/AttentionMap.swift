import LessonKit

/// Where the heads of a model look at the moment when the next token is chosen.
package struct AttentionMap: Sendable {
  /// What the model has read, token by token, as it is shown.
  package let tokens: [String]
  /// Weight of each token for each head of each layer, `[layer][head][token]`; those of one head sum to one.
  let layers: [[[Double]]]

  /// Those of the last layer, `[head][token]`.
  package var weights: [[Double]] { layers.last ?? [] }

  /// The attention that falls on some places, 0...1: the mean over the last layer's heads.
  func share(on places: [Int]) -> Double { share(on: places, of: weights) }

  /// The mean over the heads of all layers.
  func shareInAllLayers(on places: [Int]) -> Double {
    share(on: places, of: Array(layers.joined()))
  }

  private func share(on places: [Int], of heads: [[Double]]) -> Double {
    let sum = heads.reduce(0) { sum, head in places.reduce(sum) { $0 + head[$1] } }
    return sum / Double(max(1, heads.count))
  }

  var figure: Figure {
    let rows = layers.enumerated().flatMap { layer, heads in
      heads.indices.map { Label("row", ["layer": "\(layer + 1)", "head": "\($0 + 1)"]) }
    }
    return Figure(
      name: "attention",
      panel: Panel(
        x: Axis("token"), y: Axis("head"),
        heatMap: HeatMap(
          rows: rows, columns: tokens.map(Label.verbatim), values: Array(layers.joined()))))
  }
}

/// Next tokens and how likely they are.
func nextTokenTable(_ guesses: [(token: String, probability: Double)]) -> Table {
  Table(
    "next-tokens", columns: ["token", .number(.verbatim("p"))],
    rows: guesses.map { ["\"\($0.token)\"", $0.probability.formatted(places: 2)] })
}

extension Course {
  /// The attention at the last token of a text.
  package func attention(of model: LanguageModel, after text: String) -> AttentionMap {
    let ids = tokenizer.opening(text)
    let layers = withTape(model.parameters) { tape in
      let trace = Trace()
      _ = model.transformer(TokenBatch([ids], on: tape), trace: trace)
      return trace.weights.map { attention in
        (0..<attention.heads).map { head in
          let map = attention[sequence: 0, head: head]  // [query, key]
          return (0..<map.columns).map { Double(map[map.rows - 1, $0]) }
        }
      }
    }
    return AttentionMap(tokens: ids.map { tokenizer.shown($0) }, layers: layers)
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
