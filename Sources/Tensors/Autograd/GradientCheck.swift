/// One derivative, found in two ways.
package struct GradientComparison: Sendable, CustomStringConvertible {
  /// The parameter's name and the index in it.
  package let parameter: String
  package let index: Int
  /// By the tape.
  package let analytic: Double
  /// By central differences.
  package let numeric: Double
  /// |analytic − numeric| / max(|analytic|, |numeric|, scale).
  package let relativeError: Double

  package var description: String {
    "\(parameter)[\(index)]: tape \(analytic), difference \(numeric), error \(relativeError)"
  }
}

/// Compares the tape's gradient with central differences, (L(w + h) − L(w − h)) / 2h.
///
/// - Parameters:
///   - parameters: the weights; each is moved by ±h and put back.
///   - step: h. Float32 has 7 digits: a smaller h loses them to rounding, a larger one to curvature.
///   - scale: derivatives below it count as it, since they drown in rounding.
///   - indices: which to check, as (parameter, index); nil checks every index of every parameter.
///   - loss: builds the loss on a tape.
/// - Returns: the comparisons, worst first.
package func checkGradient(
  of parameters: Parameters, step: Float = 1e-2, scale: Double = 1e-2,
  at indices: [(parameter: Parameter, index: Int)]? = nil, loss: (Tape) -> Variable
) -> [GradientComparison] {
  let gradients = parameters.copy()
  gradients.pointer.update(repeating: 0, count: gradients.count)
  let recording = Tape(parameters, gradients: gradients)
  recording.backward(from: loss(recording))

  let plain = Tape(parameters)
  func value() -> Double {
    plain.reset()
    return Double(loss(plain).value.scalar)
  }
  let places =
    indices
    ?? parameters.layout.flatMap { parameter in
      (0..<parameter.shape.count).map { (parameter, $0) }
    }
  return places.map { parameter, index in
    let weight = parameters[parameter].pointer + index
    // quote: difference
    let original = weight.pointee
    weight.pointee = original + step
    let above = value()
    let moved = weight.pointee
    weight.pointee = original - step
    let below = value()
    // The step as rounded by Float32, not as asked for.
    let numeric = (above - below) / Double(moved - weight.pointee)
    // end quote
    weight.pointee = original
    let analytic = Double(gradients[parameter].pointer[index])
    let largest = Swift.max(abs(analytic), abs(numeric), scale)
    return GradientComparison(
      parameter: parameter.name, index: index, analytic: analytic, numeric: numeric,
      relativeError: abs(analytic - numeric) / largest)
  }
  .sorted { $0.relativeError > $1.relativeError }
}
