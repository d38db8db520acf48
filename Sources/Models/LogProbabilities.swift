import Tensors

extension LanguageModel {
  /// log π of each token of some responses, each read after its prompt.
  ///
  /// - Returns: the log-probabilities of all tokens, one response after another, `[tokens]`, and the whole
  ///   distributions that they come from, `[tokens, vocabulary]`, which are there until the tape runs
  ///   backward.
  package func logProbabilities(
    of responses: [[Int32]], after prompts: [[Int32]], temperature: Float = 1, on tape: Tape
  ) -> (tokens: Variable, distributions: Tensor) {
    let (batch, rows) = TokenBatch.predicting(responses, after: prompts, on: tape)
    let logits = self(batch, rows: rows, temperature: temperature)
    return logits.consumeForLogProbabilities(of: responses.flatMap { $0 })
  }
}

extension TokenBatch {
  /// Prompts with their responses, as a model reads them to say something of each token of the responses.
  /// The last token of each is not read, as nothing is asked after it.
  ///
  /// - Returns: the batch, and the rows just before the tokens of the responses, where they are predicted.
  package static func predicting(
    _ responses: [[Int32]], after prompts: [[Int32]], on tape: Tape
  ) -> (batch: TokenBatch, rows: Integers) {
    guard responses.count == prompts.count, !prompts.contains([]) else {
      fatalError("\(responses.count) responses after prompts of \(prompts.map(\.count)) tokens")
    }
    let pairs = zip(prompts, responses)
    let batch = TokenBatch(pairs.map { $0 + $1.dropLast() }, on: tape)
    let rows = zip(batch.layout.starts, pairs).flatMap { start, pair in
      pair.1.indices.map { start + Int32(pair.0.count - 1 + $0) }
    }
    return (batch, tape.copy(rows))
  }
}
