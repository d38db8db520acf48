/// Token embedding plus position embedding: resultᵣ = tokens[idᵣ] + positions[positionᵣ].
struct Embedding {
  let tokens: Parameter  // [vocabulary, width]
  let positions: Parameter  // [context, width]
  let ids: Integers
  let places: Integers
  let result: Variable  // [rows, width]

  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let tokenGradient = tape.gradient(of: tokens)
    let positionGradient = tape.gradient(of: positions)
    for row in 0..<gradient.rows {
      let source = gradient.row(row)
      let token = tokenGradient.row(Int(ids[row]))
      let position = positionGradient.row(Int(places[row]))
      for column in 0..<gradient.columns {
        token[column] += source[column]
        position[column] += source[column]
      }
    }
  }
}

extension Tape {
  /// Looks up each token and its position, and adds the two.
  ///
  /// - Parameters:
  ///   - tokens: a row for each token of the vocabulary, `[vocabulary, width]`.
  ///   - positions: a row for each place in the context, `[context, width]`.
  /// - Returns: `[ids.count, width]`.
  package func embedding(
    _ tokens: Parameter, _ positions: Parameter, ids: some Collection<Int32>,
    at places: some Collection<Int32>
  ) -> Variable {
    guard ids.count == places.count else {
      fatalError("\(ids.count) tokens, but \(places.count) positions")
    }
    let width = tokens.shape.columns
    let result = makeVariable(Shape(ids.count, width))
    let heldIDs = copy(ids)
    let heldPlaces = copy(places)
    let tokenTable = parameters[tokens]
    let positionTable = parameters[positions]
    for row in 0..<ids.count {
      let id = Int(heldIDs[row])
      let place = Int(heldPlaces[row])
      guard id >= 0, id < tokenTable.rows else {
        fatalError("token \(id) is not among the \(tokenTable.rows) of the vocabulary")
      }
      guard place >= 0, place < positionTable.rows else {
        fatalError("position \(place) is beyond the context of \(positionTable.rows)")
      }
      let token = tokenTable.row(id)
      let position = positionTable.row(place)
      let target = result.value.row(row)
      for column in 0..<width { target[column] = token[column] + position[column] }
    }
    record(
      .embedding(
        Embedding(
          tokens: tokens, positions: positions, ids: heldIDs, places: heldPlaces, result: result)))
    return result
  }
}
