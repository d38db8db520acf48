import Glibc

/// Arithmetic on tensors of one shape, element by element: what losses are written with.
struct Elementwise {
  enum Function {
    case add, subtract, multiply, maximum
    case exponential, logSigmoid, square
    case scaled(Float)
    case clamped(Float, Float)
  }

  let function: Function
  let left: Variable
  /// Equal to `left` for functions of one argument.
  let right: Variable
  let result: Variable

  @inline(always)
  static func value(_ function: Function, _ x: Float, _ y: Float) -> Float {
    switch function {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .maximum: x >= y ? x : y
    case .exponential: expf(x)
    // log σ(x) = −log(1 + e^−x); written so that the exponential never overflows.
    case .logSigmoid: Swift.min(x, 0) - log1pf(expf(-abs(x)))
    case .square: x * x
    case .scaled(let factor): factor * x
    case .clamped(let low, let high): Swift.min(Swift.max(x, low), high)
    }
  }

  /// The derivatives by the left and by the right argument, given the value.
  @inline(always)
  static func slopes(
    _ function: Function, _ x: Float, _ y: Float, value: Float
  ) -> (left: Float, right: Float) {
    switch function {
    case .add: (1, 1)
    case .subtract: (1, -1)
    case .multiply: (y, x)
    case .maximum: x >= y ? (1, 0) : (0, 1)
    case .exponential: (value, 0)
    case .logSigmoid: (1 / (1 + expf(x)), 0)
    case .square: (2 * x, 0)
    case .scaled(let factor): (factor, 0)
    case .clamped(let low, let high): (x >= low && x <= high ? 1 : 0, 0)
    }
  }

  private var takesTwo: Bool {
    switch function {
    case .add, .subtract, .multiply, .maximum: true
    default: false
    }
  }

  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let x = left.value.pointer
    let y = right.value.pointer
    let values = result.value.pointer
    let leftSink = tape.sink(left)
    for index in 0..<gradient.count {
      let slope = Elementwise.slopes(function, x[index], y[index], value: values[index])
      leftSink.add(gradient.pointer[index] * slope.left, at: index)
    }
    guard takesTwo else { return }
    let rightSink = tape.sink(right)
    for index in 0..<gradient.count {
      let slope = Elementwise.slopes(function, x[index], y[index], value: values[index])
      rightSink.add(gradient.pointer[index] * slope.right, at: index)
    }
  }
}

extension Tape {
  fileprivate func elementwise(
    _ function: Elementwise.Function, _ left: Variable, _ right: Variable
  ) -> Variable {
    guard left.shape == right.shape else {
      fatalError("element by element, but the shapes are \(left.shape) and \(right.shape)")
    }
    let result = makeVariable(left.shape)
    for index in 0..<result.value.count {
      result.value.pointer[index] = Elementwise.value(
        function, left.value.pointer[index], right.value.pointer[index])
    }
    record(
      .elementwise(Elementwise(function: function, left: left, right: right, result: result)))
    return result
  }

  fileprivate func elementwise(_ function: Elementwise.Function, _ input: Variable) -> Variable {
    elementwise(function, input, input)
  }
}

extension Variable {
  package static func + (left: Variable, right: Variable) -> Variable {
    left.tape.elementwise(.add, left, right)
  }

  package static func - (left: Variable, right: Variable) -> Variable {
    left.tape.elementwise(.subtract, left, right)
  }

  package static func * (left: Variable, right: Variable) -> Variable {
    left.tape.elementwise(.multiply, left, right)
  }

  package static func * (factor: Float, input: Variable) -> Variable {
    input.tape.elementwise(.scaled(factor), input)
  }

  package static prefix func - (input: Variable) -> Variable { -1 * input }

  /// e^x.
  package var exponential: Variable { tape.elementwise(.exponential, self) }

  /// log σ(x), the log of the logistic function.
  package var logSigmoid: Variable { tape.elementwise(.logSigmoid, self) }

  package var squared: Variable { tape.elementwise(.square, self) }

  /// Values below or above the range are moved to its bounds, and get no gradient there.
  package func clamped(to range: ClosedRange<Float>) -> Variable {
    tape.elementwise(.clamped(range.lowerBound, range.upperBound), self)
  }
}

/// The larger of each two elements; of equal ones the first gets the gradient.
package func max(_ left: Variable, _ right: Variable) -> Variable {
  left.tape.elementwise(.maximum, left, right)
}
