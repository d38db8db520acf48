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
      let target = GradientSink(pointer: sink.pointer + row * width, keep: sink.keep)
      var sumG = Vector.zero
      var sumGX = Vector.zero
      for slice in slices(width) {
        let upstream = dy[slice]
        let normalized = (x[slice] - mean) * inverse
        let g = upstream * gains[slice]
        sumG += g
        sumGX = sumGX.adding(g, times: normalized)
        gainGradient[slice] += upstream * normalized
        biasGradient[slice] += upstream
      }
      let (meanG, meanGX) = (scale * sumG.total, scale * sumGX.total)
      for slice in slices(width) {
        let normalized = (x[slice] - mean) * inverse
        target.add(inverse * (dy[slice] * gains[slice] - meanG - normalized * meanGX), at: slice)
      }
    }
  }
}

extension Variable {
  /// Normalizes each row to mean 0 and variance 1, then scales and shifts it.
  package func layerNorm(gain: Parameter, bias: Parameter) -> Variable {
    guard gain.shape.count == columns, bias.shape.count == columns else {
      fatalError("layer norm of rows of \(columns) by a gain of shape \(gain.shape)")
    }
    let result = tape.makeVariable(shape)
    let means = tape.arena.allocate(Float.self, count: rows)
    let inverses = tape.arena.allocate(Float.self, count: rows)
    let gains = tape.parameters[gain].pointer
    let biases = tape.parameters[bias].pointer
    let width = columns
    let scale = 1 / Float(width)
    for row in 0..<rows {
      let x = value.row(row)
      let y = result.value.row(row)
      var sum = Vector.zero
      for slice in slices(width) { sum += x[slice] }
      let mean = scale * sum.total
      var squares = Vector.zero
      for slice in slices(width) {
        // Beyond the row's end it is 0, too.
        let centred = x[slice, mean] - mean
        squares = squares.adding(centred, times: centred)
      }
      let inverse = 1 / (scale * squares.total + LayerNormalization.epsilon).squareRoot()
      means[row] = mean
      inverses[row] = inverse
      for slice in slices(width) {
        y[slice] = biases[slice].adding((x[slice] - mean) * inverse, times: gains[slice])
      }
    }
    tape.record(
      .layerNorm(
        LayerNormalization(
          input: self, gain: gain, bias: bias, means: means, inverseDeviations: inverses,
          result: result)))
    return result
  }
}
