/// The log-probability of one token a row: log softmax(logits)[id].
struct LogProbability {
  let logits: Variable  // [rows, vocabulary]
  let ids: UnsafeMutablePointer<Int32>
  let probabilities: Tensor  // [rows, vocabulary]
  let result: Variable  // [rows]

  /// d log p(id) / d logitⱼ = [j = id] − pⱼ.
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let sink = tape.sink(logits)
    let vocabulary = probabilities.columns
    for row in 0..<probabilities.rows {
      let upstream = gradient.pointer[row]
      let p = probabilities.row(row)
      let target = GradientSink(pointer: sink.pointer + row * vocabulary, keep: sink.keep)
      for column in 0..<vocabulary { target.add(-upstream * p[column], at: column) }
      target.pointer[Int(ids[row])] += upstream
    }
  }
}

extension Tape {
  /// log softmax(logits)[id] of each row.
  ///
  /// Cross-entropy is minus its mean, a policy's log π(token) is itself: one operation serves every
  /// loss of the course that reads a language model.
  ///
  /// - Parameters:
  ///   - ids: the token of each row.
  ///   - logits: `[rows, vocabulary]`.
  /// - Returns: the log-probabilities, `[rows]`, and the whole distributions, `[rows, vocabulary]`.
  package func logProbabilities(
    of ids: some Collection<Int32>, in logits: Variable
  ) -> (tokens: Variable, distributions: Tensor) {
    guard ids.count == logits.rows else {
      fatalError("\(ids.count) tokens for logits of shape \(logits.shape)")
    }
    let held = hold(ids)
    let vocabulary = logits.columns
    let probabilities = arena.makeTensor(logits.shape)
    let result = makeVariable(Shape(logits.rows))
    for row in 0..<logits.rows {
      let id = Int(held[row])
      guard id >= 0, id < vocabulary else {
        fatalError("token \(id) is not among the \(vocabulary) of the vocabulary")
      }
      let source = logits.value.row(row)
      let target = probabilities.row(row)
      target.update(from: source, count: vocabulary)
      let (largest, logSum) = softmax(target, count: vocabulary)
      result.value.pointer[row] = (source[id] - largest) - logSum
    }
    record(
      .logProbability(
        LogProbability(logits: logits, ids: held, probabilities: probabilities, result: result)))
    return (result, probabilities)
  }
}
