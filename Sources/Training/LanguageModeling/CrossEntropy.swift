import Models
import Tensors

/// The cross-entropy of a language model: −1/N Σ log p(target), over the N positions that count.
///
/// It is the loss of causal, masked and supervised training alike; they differ in the targets.
///
/// - Parameters:
///   - sequences: a batch or a shard of one.
///   - count: N; for a shard the number of the whole batch, so that the shards' losses add up.
/// - Returns: one number, in nats; nil where no position counts.
package func crossEntropy(
  of model: LanguageModel, on sequences: ArraySlice<LabeledSequence>, count: Int,
  isCausal: Bool = true, tape: Tape
) -> Variable? {
  let targetCount = sequences.reduce(0) { $0 + $1.targetCount }
  guard targetCount > 0 else { return nil }
  let rows = tape.makeIntegers(targetCount)
  let targets = tape.makeIntegers(targetCount)
  var (row, next) = (0, 0)
  for sequence in sequences {
    for target in sequence.targets {
      if target != LabeledSequence.ignored {
        (rows[next], targets[next]) = (Int32(row), target)
        next += 1
      }
      row += 1
    }
  }
  let batch = TokenBatch(sequences.indices, on: tape) { sequences[$0].ids }
  let logits = model(
    batch, rows: rows.count < batch.layout.rows ? rows : nil,
    isCausal: isCausal)  // [targets, vocabulary]
  return logits.consumeForLogProbabilities(of: targets).tokens.sum(scale: -1 / Float(count))
}
