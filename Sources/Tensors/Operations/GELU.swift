/// The Gaussian error linear unit in the form that GPT-2 uses:
/// y = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks and Gimpel 2016).
struct GELU {
  static let scale: Float = 0.797_884_56
  static let cubic: Float = 0.044715

  let input: Variable
  let result: Variable

  /// With t = tanh(u): dy/dx = ½ (1 + t) + ½ x (1 − t²) du/dx.
  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let sink = tape.sink(input)
    let x = input.value.pointer
    let dy = gradient.pointer
    let count = gradient.count
    var index = 0
    while index + vectorWidth <= count {
      sink.add(dy.vector(at: index) * GELU.slope(x.vector(at: index)), at: index)
      index += vectorWidth
    }
    while index < count {
      sink.add(dy[index] * GELU.slope(Vector(repeating: x[index]))[0], at: index)
      index += 1
    }
  }

  @inline(__always)
  static func value(_ x: Vector) -> Vector {
    let tanh = hyperbolicTangent(x * (scale + (scale * cubic) * (x * x)))
    return 0.5 * x * (1 + tanh)
  }

  @inline(__always)
  static func slope(_ x: Vector) -> Vector {
    let square = x * x
    let tanh = hyperbolicTangent(x * (scale + (scale * cubic) * square))
    let inner = scale + (3 * scale * cubic) * square
    return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * inner
  }
}

extension Tape {
  /// Applies the GELU to each element.
  package func gelu(_ input: Variable) -> Variable {
    let result = makeVariable(input.shape)
    mapVectors(
      input.value.count, from: input.value.pointer, to: result.value.pointer, GELU.value)
    record(.gelu(GELU(input: input, result: result)))
    return result
  }
}
