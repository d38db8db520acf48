/// The log-probability of one token a row: log softmax(logits)[id].
///
/// With a large vocabulary these rows are the largest tensor of a step, so there is only one of them: the
/// logits become probabilities in place, and in the backward pass these become the logits' gradient.
struct LogProbability {
  let logits: Variable  // [rows, vocabulary]; holds the probabilities
  let ids: Integers
  let result: Variable  // [rows]

  /// d log p(id) / d logitⱼ = [j = id] − pⱼ.
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    for row in 0..<logits.rows {
      let upstream = gradient.pointer[row]
      let p = logits.value.row(row)
      for slice in slices(logits.columns) { p[slice] = -upstream * p[slice] }
      p[Int(ids[row])] += upstream
    }
    tape.pass(logits.value, asGradientOf: logits)
  }
}

extension Variable {
  /// log softmax(logits)[id] of each row of logits, `[rows, vocabulary]`, which are used up: they hold the
  /// probabilities afterwards.
  ///
  /// Cross-entropy is minus its mean, a policy's log π(token) is itself: one operation serves every
  /// loss of the course that reads a language model.
  ///
  /// - Parameter ids: the token of each row.
  /// - Returns: the log-probabilities, `[rows]`, and the whole distributions, `[rows, vocabulary]`, which
  ///   are there until the tape runs backward.
  package func consumeForLogProbabilities(
    of ids: some Collection<Int32>
  ) -> (tokens: Variable, distributions: Tensor) {
    guard ids.count == rows else {
      fatalError("\(ids.count) tokens for logits of shape \(shape)")
    }
    tape.useUp(self)
    let held = tape.copy(ids)
    let vocabulary = columns
    let result = tape.makeVariable(Shape(rows))
    for row in 0..<rows {
      let id = Int(held[row])
      guard id >= 0, id < vocabulary else {
        fatalError("token \(id) is not among the \(vocabulary) of the vocabulary")
      }
      let scores = value.row(row)
      let score = scores[id]
      let (largest, logSum) = softmax(scores, count: vocabulary)
      result.value.pointer[row] = (score - largest) - logSum
    }
    tape.record(.logProbability(LogProbability(logits: self, ids: held, result: result)))
    return (result, value)
  }
}
