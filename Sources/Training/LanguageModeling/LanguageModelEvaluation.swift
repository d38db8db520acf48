import Models
import Tensors

/// How well a language model predicts text that it was not trained on.
package struct LanguageModelEvaluation: Codable, Sendable {
  /// What was measured on one sequence.
  package struct Sequence: Codable, Sendable {
    /// −Σ log p(target), in nats.
    package var nats = 0.0
    /// Positions that count.
    package var count = 0
    /// Positions where the likeliest token is the right one.
    package var hits = 0
    /// Σ of the predicted distributions' entropies, in nats.
    package var entropy = 0.0
  }

  package var sequences: [Sequence]

  /// Cross-entropy: nats a token.
  package var loss: Double { sequences.reduce(0) { $0 + $1.nats } / count }
  /// The share of tokens that were guessed right.
  package var accuracy: Double { sequences.reduce(0) { $0 + Double($1.hits) } / count }
  /// Mean entropy of the predictions, in nats.
  package var entropy: Double { sequences.reduce(0) { $0 + $1.entropy } / count }

  /// Name and value of what is recorded.
  package var metrics: [(name: String, value: Double)] {
    [("eval_loss", loss), ("mean_token_accuracy", accuracy), ("entropy", entropy)]
  }

  private var count: Double { Double(max(1, sequences.reduce(0) { $0 + $1.count })) }
}

extension LanguageModel {
  /// Reads the sequences without learning from them.
  package func evaluate(
    on sequences: [LabeledSequence], isCausal: Bool = true, workers: Workers
  ) -> LanguageModelEvaluation {
    let chunk = 32
    let results = workers.map((sequences.count + chunk - 1) / chunk) { [self] index in
      let range = index * chunk..<min((index + 1) * chunk, sequences.count)
      return measure(sequences[range], isCausal: isCausal)
    }
    return LanguageModelEvaluation(sequences: results.flatMap { $0 })
  }

  private func measure(
    _ sequences: ArraySlice<LabeledSequence>, isCausal: Bool
  ) -> [LanguageModelEvaluation.Sequence] {
    withTape(parameters) { tape in
      let batch = TokenBatch(sequences.indices, on: tape) { sequences[$0].ids }
      // An ignored target reads the first token's probability, which is then not counted.
      let (tokens, p) = self(batch, isCausal: isCausal).consumeForLogProbabilities(
        of: sequences.flatMap(\.targets).map { max($0, 0) })
      var row = 0
      return sequences.map { sequence in
        var result = LanguageModelEvaluation.Sequence()
        for target in sequence.targets {
          if target != LabeledSequence.ignored {
            let distribution = p.values(row: row)
            result.nats -= Double(tokens.value[row])
            result.count += 1
            result.hits += likeliest(distribution) == target ? 1 : 0
            result.entropy += p.entropy(row: row)
          }
          row += 1
        }
        return result
      }
    }
  }
}

private func likeliest(_ p: [Float]) -> Int32 {
  var best = 0
  for id in p.indices where p[id] > p[best] { best = id }
  return Int32(best)
}
