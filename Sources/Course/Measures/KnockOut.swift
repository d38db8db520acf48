import Foundation
import Metrics
import Models
import Tensors
import ToyWorld
import Training

/// What becomes of a model's answer when a token that it has read can no longer be looked at.
package struct KnockOut: Sendable {
  /// What the model has read, token by token. The last one is where it predicts.
  package let tokens: [String]
  /// The next token that it finds likeliest with nothing hidden.
  package let answer: String
  /// How much the last token attends to each token but itself: the mean over the last layer's heads.
  package let attention: [Double]
  /// p(answer) with nothing hidden.
  package let probability: Double
  /// p(answer) with each token but the last hidden from all others, in all layers and heads.
  package let probabilities: [Double]
  /// p(answer) with the creature's name hidden wherever it stands.
  package let probabilityWithoutName: Double

  /// How much the answer needed each token: log p(answer) less log p(answer without it), in nats.
  package var effects: [Double] { probabilities.map { log(probability) - log($0) } }

  /// Spearman's correlation of where the model looks with what it needs: 1 if the order is the same.
  package var rankCorrelation: Double { Metrics.rankCorrelation(attention, effects) }

  /// The place that is looked at most.
  package var mostAttended: Int { attention.indices.max { attention[$0] < attention[$1] } ?? 0 }

  /// The place that the answer needs most.
  package var mostNeeded: Int { effects.indices.max { effects[$0] < effects[$1] } ?? 0 }
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
    let name = tokenPlaces(of: " \(prompt.creature ?? "")", in: ids)
    let hidden = [[], name] + places.map { [$0] }
    let (answer, logProbabilities) = withTape(model.parameters) { tape in
      let batch = TokenBatch(hidden.map { _ in ids }, hiding: hidden, on: tape)
      let last = model.transformer(batch, rows: tape.copy(batch.lastRows), on: tape)
      let logits = model.transformer.logits(last, on: tape)  // [hidden, vocabulary]
      let whole = logits.value.values(row: 0)
      let answer = whole.indices.max { whole[$0] < whole[$1] } ?? 0
      let read = tape.logProbabilities(of: hidden.map { _ in Int32(answer) }, in: logits)
      return (answer, read.tokens.value.values)
    }
    let heads = Double(max(1, map.weights.count))
    let probabilities = logProbabilities.map { exp(Double($0)) }
    return KnockOut(
      tokens: map.tokens, answer: tokenizer.token(Int32(answer)),
      attention: places.map { place in map.weights.reduce(0) { $0 + $1[place] } / heads },
      probability: probabilities[0], probabilities: Array(probabilities.dropFirst(2)),
      probabilityWithoutName: probabilities[1])
  }

  /// Where the tokens of a word stand, wherever the word does; a word may be several tokens.
  func tokenPlaces(of word: String, in ids: [Int32]) -> [Int] {
    let tokens = tokenizer.encode(word)
    let starts = ids.indices.filter { ids[$0...].starts(with: tokens) }
    return starts.flatMap { $0..<$0 + tokens.count }
  }

  /// The held-out questions that attention is tested on: all of the kind of `questionForAttention`.
  package var questionsForAttention: [Prompt] {
    world.prompts(questionForAttention.kind, .heldOut)
  }
}
