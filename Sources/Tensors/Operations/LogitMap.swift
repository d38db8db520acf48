/// The language-model head with tied embeddings: logits = scale · x Eᵀ, a score for each token.
struct LogitMap {
  let input: Variable  // [rows, width]
  let table: Parameter  // [vocabulary, width]
  let scale: Float
  let result: Variable  // [rows, vocabulary]

  /// dx = scale · dy E, dE = scale · dyᵀ x.
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let vocabulary = table.shape[0]
    let width = table.shape[1]
    let sink = tape.sink(input)
    multiply(
      MatrixView(gradient), MatrixView(tape.parameters[table]),
      into: sink.pointer, stride: width, rows: gradient.rows, columns: width, inner: vocabulary,
      scale: scale, keep: sink.keep)
    multiply(
      MatrixView(gradient).transposed, MatrixView(input.value),
      into: tape.gradient(of: table).pointer, stride: width,
      rows: vocabulary, columns: width, inner: gradient.rows, scale: scale, keep: 1)
  }
}

extension Tape {
  /// Scores every token of the vocabulary by its embedding's inner product with each row.
  ///
  /// - Parameters:
  ///   - input: `[rows, width]`.
  ///   - table: the token embedding, `[vocabulary, width]`.
  ///   - temperature: divides the logits; below 1 sharpens the distribution, above 1 flattens it.
  /// - Returns: `[rows, vocabulary]`.
  package func logits(_ input: Variable, table: Parameter, temperature: Float = 1) -> Variable {
    guard input.columns == table.shape[1] else {
      fatalError("logits of rows of \(input.columns) by a table of shape \(table.shape)")
    }
    let vocabulary = table.shape[0]
    let result = makeVariable(Shape(input.rows, vocabulary))
    multiply(
      MatrixView(input.value), MatrixView(parameters[table]).transposed,
      into: result.value.pointer, stride: vocabulary,
      rows: input.rows, columns: vocabulary, inner: input.columns, scale: 1 / temperature)
    record(
      .logits(LogitMap(input: input, table: table, scale: 1 / temperature, result: result)))
    return result
  }
}
