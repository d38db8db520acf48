/// Layer normalization of each row: y = gain · (x − mean) / √(variance + ε) + bias (Ba et al. 2016).
struct LayerNormalization {
  static let epsilon: Float = 1e-5

  let input: Variable  // [rows, width]
  let gain: Parameter  // [width]
  let bias: Parameter  // [width]
  let means: UnsafeMutablePointer<Float>  // [rows]
  let inverseDeviations: UnsafeMutablePointer<Float>  // [rows]
  let result: Variable  // [rows, width]

  /// With x̂ the normalized row and g = gain · dy:
  /// dx = (g − mean(g) − x̂ · mean(g · x̂)) / √(variance + ε).
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let sink = tape.sink(input)
    let gains = tape.parameters[gain].pointer
    let gainGradient = tape.gradient(of: gain).pointer
    let biasGradient = tape.gradient(of: bias).pointer
    let width = gradient.columns
    let scale = 1 / Float(width)
    for row in 0..<gradient.rows {
      let dy = gradient.row(row)
      let x = input.value.row(row)
      let mean = means[row]
      let inverse = inverseDeviations[row]
      let sumG = sumVectors(
        width, { dy.vector(at: $0) * gains.vector(at: $0) }, { dy[$0] * gains[$0] })
      let sumGX = sumVectors(
        width,
        { dy.vector(at: $0) * gains.vector(at: $0) * ((x.vector(at: $0) - mean) * inverse) },
        { dy[$0] * gains[$0] * ((x[$0] - mean) * inverse) })
      let meanG = sumG * scale
      let meanGX = sumGX * scale
      let target = GradientSink(pointer: sink.pointer + row * width, keep: sink.keep)
      for column in 0..<width {
        let normalized = (x[column] - mean) * inverse
        gainGradient[column] += dy[column] * normalized
        biasGradient[column] += dy[column]
        target.add(
          inverse * (dy[column] * gains[column] - meanG - normalized * meanGX), at: column)
      }
    }
  }
}

extension Tape {
  /// Normalizes each row to mean 0 and variance 1, then scales and shifts it.
  package func layerNorm(_ input: Variable, gain: Parameter, bias: Parameter) -> Variable {
    guard gain.shape.count == input.columns, bias.shape.count == input.columns else {
      fatalError("layer norm of rows of \(input.columns) by a gain of shape \(gain.shape)")
    }
    let result = makeVariable(input.shape)
    let means = arena.allocate(Float.self, count: input.rows)
    let inverses = arena.allocate(Float.self, count: input.rows)
    let gains = parameters[gain].pointer
    let biases = parameters[bias].pointer
    let width = input.columns
    let scale = 1 / Float(width)
    for row in 0..<input.rows {
      let x = input.value.row(row)
      let y = result.value.row(row)
      let mean = scale * sumVectors(width, { x.vector(at: $0) }, { x[$0] })
      let variance =
        scale
        * sumVectors(
          width,
          {
            let centred = x.vector(at: $0) - mean
            return centred * centred
          }, { (x[$0] - mean) * (x[$0] - mean) })
      let inverse = 1 / (variance + LayerNormalization.epsilon).squareRoot()
      means[row] = mean
      inverses[row] = inverse
      for column in 0..<width {
        y[column] = (x[column] - mean) * inverse * gains[column] + biases[column]
      }
    }
    record(
      .layerNorm(
        LayerNormalization(
          input: input, gain: gain, bias: bias, means: means, inverseDeviations: inverses,
          result: result)))
    return result
  }
}
