/// Some rows of a tensor, in the order asked for.
struct RowSelection {
  let input: Variable  // [rows, columns]
  let indices: Integers
  let result: Variable  // [selected, columns]

  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let sink = tape.sink(input)
    let columns = gradient.columns
    if sink.keep == 0 { sink.pointer.update(repeating: 0, count: input.value.count) }
    for row in 0..<gradient.rows {
      let source = gradient.row(row)
      let target = sink.pointer + Int(indices[row]) * columns
      for column in 0..<columns { target[column] += source[column] }
    }
  }
}

extension Variable {
  /// The rows at `indices`: only positions that count need logits, or a score.
  package func rows(at indices: some Collection<Int32>) -> Variable {
    let result = tape.makeVariable(Shape(indices.count, columns))
    let held = tape.copy(indices)
    for row in 0..<indices.count {
      let index = Int(held[row])
      guard index >= 0, index < rows else {
        fatalError("row \(index) was asked of a tensor of shape \(shape)")
      }
      result.value.row(row).update(from: value.row(index), count: columns)
    }
    tape.record(.rows(RowSelection(input: self, indices: held, result: result)))
    return result
  }
}
