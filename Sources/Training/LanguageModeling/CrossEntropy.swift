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
  of transformer: Transformer, on sequences: some Collection<LabeledSequence>, count: Int,
  isCausal: Bool = true, tape: Tape
) -> Variable? {
  var rows: [Int32] = []
  var targets: [Int32] = []
  var row: Int32 = 0
  for sequence in sequences {
    for target in sequence.targets {
      if target != LabeledSequence.ignored {
        rows.append(row)
        targets.append(target)
      }
      row += 1
    }
  }
  guard !rows.isEmpty else { return nil }
  let hidden = transformer(
    TokenBatch(sequences.map(\.ids)), rows: rows.count < row ? rows : nil, on: tape,
    isCausal: isCausal)
  let logits = transformer.logits(hidden, on: tape)  // [targets, vocabulary]
  return tape.logProbabilities(of: targets, in: logits).tokens.sum(scale: -1 / Float(count))
}
