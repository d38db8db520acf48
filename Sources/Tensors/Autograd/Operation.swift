/// What a tape can record. Each operation stands in a file of its own, its forward pass beside its
/// vector-Jacobian product; this list is all that the engine knows of them.
enum Operation {
  case parameter(ParameterRead)
  case embedding(Embedding)
  case layerNorm(LayerNormalization)
  case linear(LinearMap)
  case logits(LogitMap)
  case gelu(GELU)
  case attention(Attention)
  case rows(RowSelection)
  case logProbability(LogProbability)
  case elementwise(Elementwise)
  case weightedSum(WeightedSum)
  case segmentSum(SegmentSum)

  func pullBack(on tape: Tape) {
    switch self {
    case .parameter(let operation): operation.pullBack(on: tape)
    case .embedding(let operation): operation.pullBack(on: tape)
    case .layerNorm(let operation): operation.pullBack(on: tape)
    case .linear(let operation): operation.pullBack(on: tape)
    case .logits(let operation): operation.pullBack(on: tape)
    case .gelu(let operation): operation.pullBack(on: tape)
    case .attention(let operation): operation.pullBack(on: tape)
    case .rows(let operation): operation.pullBack(on: tape)
    case .logProbability(let operation): operation.pullBack(on: tape)
    case .elementwise(let operation): operation.pullBack(on: tape)
    case .weightedSum(let operation): operation.pullBack(on: tape)
    case .segmentSum(let operation): operation.pullBack(on: tape)
    }
  }
}

/// A parameter read as a variable: its gradient is passed on as it is.
struct ParameterRead {
  let parameter: Parameter
  let result: Variable

  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let target = tape.gradient(of: parameter)
    for index in 0..<gradient.count { target.pointer[index] += gradient.pointer[index] }
  }
}
