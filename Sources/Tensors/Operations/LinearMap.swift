/// A linear layer: y = x W + b, and with a residual y = residual + x W + b.
struct LinearMap {
  let input: Variable  // [rows, in]
  let weight: Parameter  // [in, out]
  let bias: Parameter  // [out]
  let residual: Variable?  // [rows, out]
  let result: Variable  // [rows, out]

  /// dx = dy Wᵀ, dW = xᵀ dy, db = the column sums of dy; the residual gets dy as it is.
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let rows = gradient.rows
    let inputs = weight.shape.rows
    let outputs = weight.shape.columns
    let sink = tape.sink(input)
    multiply(
      MatrixView(gradient), MatrixView(tape.parameters[weight]).transposed,
      into: sink.pointer, stride: inputs, rows: rows, columns: inputs, inner: outputs,
      keep: sink.keep)
    multiply(
      MatrixView(input.value).transposed, MatrixView(gradient),
      into: tape.gradient(of: weight).pointer, stride: outputs,
      rows: inputs, columns: outputs, inner: rows, keep: 1)
    let biasGradient = tape.gradient(of: bias).pointer
    for row in 0..<rows {
      let source = gradient.row(row)
      for slice in slices(outputs) { biasGradient[slice] += source[slice] }
    }
    if let residual { tape.passTakenGradient(to: residual) }
  }
}

extension Variable {
  /// Maps each row, `[rows, in]`, by the same matrix, and adds a bias and, where given, a residual.
  ///
  /// - Parameters:
  ///   - weight: `[in, out]`.
  ///   - bias: `[out]`.
  ///   - residual: `[rows, out]`, added to the result: the residual stream of a transformer.
  /// - Returns: `[rows, out]`.
  package func linear(
    weight: Parameter, bias: Parameter, addedTo residual: Variable? = nil
  ) -> Variable {
    let inputs = weight.shape.rows
    let outputs = weight.shape.columns
    guard columns == inputs, bias.shape.count == outputs else {
      fatalError(
        "a linear layer of shape \(weight.shape) with bias \(bias.shape) got rows of \(columns)"
      )
    }
    let result = tape.makeVariable(Shape(rows, outputs))
    if let residual, residual.shape != result.shape {
      fatalError("a residual of shape \(residual.shape) cannot be added to \(result.shape)")
    }
    if let residual { result.value.copy(from: residual.value) }
    multiply(
      MatrixView(value), tape.matrix(of: weight),
      into: result.value.pointer, stride: outputs,
      rows: rows, columns: outputs, inner: inputs, keep: residual == nil ? 0 : 1,
      bias: tape.parameters[bias].pointer)
    tape.record(
      .linear(
        LinearMap(input: self, weight: weight, bias: bias, residual: residual, result: result)))
    return result
  }
}
