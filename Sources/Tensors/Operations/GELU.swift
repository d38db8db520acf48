/// The Gaussian error linear unit in the form that GPT-2 uses:
/// y = ½ x (1 + tanh u) with u = √(2/π) (x + 0.044715 x³) (Hendrycks and Gimpel 2016).
///
/// As ½ (1 + tanh u) = σ(2u), it is x σ(2u): one exponential and one division.
struct GELU {
  static let scale: Float = 0.797_884_56
  static let cubic: Float = 0.044715

  let input: Variable
  let result: Variable

  /// With σ = σ(2u): dy/dx = σ + x σ (1 − σ) · 2 du/dx.
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let (x, dy) = (input.value.pointer, gradient.pointer)
    for slice in slices(gradient.count) { dy[slice] = dy[slice] * GELU.slope(x[slice]) }
    tape.passTakenGradient(to: input)
  }

  @inline(always)
  static func value(_ x: Vector) -> Vector {
    x * sigmoid(x * (2 * scale + (2 * scale * cubic) * (x * x)))
  }

  @inline(always)
  static func slope(_ x: Vector) -> Vector {
    let square = x * x
    let s = sigmoid(x * (2 * scale + (2 * scale * cubic) * square))
    return s + x * s * (1 - s) * (2 * scale + (6 * scale * cubic) * square)
  }
}

extension Variable {
  /// The GELU of each element.
  package var gelu: Variable {
    let result = tape.makeVariable(shape)
    let (x, y) = (value.pointer, result.value.pointer)
    for slice in slices(value.count) { y[slice] = GELU.value(x[slice]) }
    tape.record(.gelu(GELU(input: self, result: result)))
    return result
  }
}
