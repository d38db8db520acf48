import Metrics
import Models
import Tensors
import Tokenization
import ToyWorld
import Training

/// Where the heads of a model's last layer look at the moment when the next token is chosen.
package struct AttentionMap: Sendable {
  /// What the model has read, token by token.
  package let tokens: [String]
  /// Weight of each token for each head, `[head][token]`; those of one head sum to one.
  package let weights: [[Double]]

  /// The attention, averaged over the heads, that falls on some places, 0...1.
  package func share(on places: [Int]) -> Double {
    let sum = weights.reduce(0) { sum, head in places.reduce(sum) { $0 + head[$1] } }
    return sum / Double(max(1, weights.count))
  }
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
    return AttentionMap(tokens: ids.map(tokenizer.token), weights: weights)
  }

  /// The question that a lesson looks into: the first held-out one about a rumour, or about a fact in a
  /// world without rumours.
  package var questionForAttention: Prompt {
    let rumours = world.prompts(.rumour, .heldOut)
    return rumours.isEmpty ? world.prompts(.fact, .heldOut)[0] : rumours[0]
  }

  /// The mean share of the last layer's attention that falls on the creature's name, over the held-out
  /// questions of the same kind, when the value is about to be named.
  package func attentionOnName(of model: LanguageModel) -> Estimate {
    let prompts = questionsForAttention
    let shares = prompts.map { prompt in
      let text = replyStem(to: prompt)
      let name = tokenPlaces(of: " \(prompt.creature ?? "")", in: tokenizer.opening(text))
      return attention(of: model, after: text).share(on: name)
    }
    return .clusteredMean(of: shares, clusters: topics(of: prompts))
  }
}
