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
    let lengths = tape.makeIntegers(prompts.count)
    for index in prompts.indices {
      lengths[index] = Int32(prompts[index].count + responses[index].dropLast().count)
    }
    let batch = TokenBatch(lengths: lengths, on: tape)
    let rows = tape.makeIntegers(responses.reduce(0) { $0 + $1.count })
    var (row, predicted) = (0, 0)
    func read(_ id: Int32) {
      batch.ids[row] = id
      row += 1
    }
    for (prompt, response) in zip(prompts, responses) {
      for id in prompt { read(id) }
      // The first token is predicted at the prompt's last, and each other at the one before it.
      for place in response.indices {
        rows[predicted] = Int32(row - 1 + place)
        predicted += 1
      }
      for id in response.dropLast() { read(id) }
    }
    return (batch, rows)
  }
}
