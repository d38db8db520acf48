extension Tensor {
  /// The entropy of a row that is a distribution, −Σ p ln p, in nats: 0 when one token is certain, ln n when n tokens
  /// are equally likely. It runs over the whole vocabulary, not over the tokens that were drawn.
  package func entropy(row index: Int) -> Double {
    guard index >= 0, index < rows else {
      fatalError("row \(index) of a tensor of shape \(shape)")
    }
    let row = row(index)
    var sum = 0.0
    for slice in slices(columns) {
      let p = row[slice]
      // What is as good as impossible adds nothing, and has no logarithm here.
      let isPossible = p .> 1e-37
      let logarithms = naturalLogarithm(Vector(repeating: 1).replacing(with: p, where: isPossible))
      sum -= Double((p * logarithms).total)
    }
    return sum
  }
}
