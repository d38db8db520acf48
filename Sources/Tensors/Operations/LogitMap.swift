/// The language-model head with tied embeddings: logits = scale · x Eᵀ, a score for each token.
struct LogitMap {
  let input: Variable  // [rows, width]
  let table: Parameter  // [vocabulary, width]
  let scale: Float
  let result: Variable  // [rows, vocabulary]

  /// dx = scale · dy E, dE = scale · dyᵀ x.
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let vocabulary = table.shape.rows
    let width = table.shape.columns
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

extension Variable {
  /// Scores every token of the vocabulary by its embedding's inner product with each row, `[rows, width]`.
  ///
  /// - Parameters:
  ///   - table: the token embedding, `[vocabulary, width]`.
  ///   - temperature: divides the logits; below 1 sharpens the distribution, above 1 flattens it.
  /// - Returns: `[rows, vocabulary]`.
  package func logits(table: Parameter, temperature: Float = 1) -> Variable {
    guard columns == table.shape.columns else {
      fatalError("logits of rows of \(columns) by a table of shape \(table.shape)")
    }
    let vocabulary = table.shape.rows
    let result = tape.makeVariable(Shape(rows, vocabulary))
    multiply(
      MatrixView(value), tape.matrix(of: table, isTransposed: true),
      into: result.value.pointer, stride: vocabulary,
      rows: rows, columns: vocabulary, inner: columns, scale: 1 / temperature)
    tape.record(
      .logits(LogitMap(input: self, table: table, scale: 1 / temperature, result: result)))
    return result
  }
}
