/// Σ weightᵢ · xᵢ: with weights 1/n a mean, with zeros among them a masked one.
struct WeightedSum {
  let input: Variable
  let weights: UnsafeMutablePointer<Float>?
  let scale: Float
  let result: Variable  // [1]

  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let upstream = gradient.pointer[0] * scale
    let sink = tape.sink(input)
    for index in 0..<input.value.count {
      sink.add(upstream * (weights?[index] ?? 1), at: index)
    }
  }
}

extension Variable {
  /// The sum of all elements, each times its weight.
  ///
  /// - Parameters:
  ///   - weights: one for each element; without them all are 1.
  ///   - scale: multiplies the sum: 1/n makes it a mean. It is an argument because a shard of a batch
  ///     divides by the count of the whole batch, so that the shards' losses add up to its mean.
  /// - Returns: one number, summed in double precision and in order.
  package func sum(weights: [Float]? = nil, scale: Float = 1) -> Variable {
    guard weights == nil || weights?.count == value.count else {
      fatalError("\(weights?.count ?? 0) weights for a tensor of shape \(shape)")
    }
    var held: UnsafeMutablePointer<Float>?
    if let weights {
      let copy = tape.arena.allocate(Float.self, count: weights.count)
      for index in weights.indices { copy[index] = weights[index] }
      held = copy
    }
    var total = 0.0
    for index in 0..<value.count {
      total += Double(value.pointer[index] * (held?[index] ?? 1))
    }
    let result = tape.makeVariable(Shape(1))
    result.value.pointer[0] = Float(total * Double(scale))
    tape.record(
      .weightedSum(WeightedSum(input: self, weights: held, scale: scale, result: result)))
    return result
  }
}
