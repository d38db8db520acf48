import Randomness
import Tensors

/// Parameters of the given shapes, with numbers from N(0, `deviation`²).
func makeParameters(
  _ shapes: KeyValuePairs<String, Shape>, deviation: Double = 1, seed: UInt64 = 1
) -> Parameters {
  var layout = ParameterLayout()
  for (name, shape) in shapes { _ = layout.add(name, shape) }
  let parameters = Parameters(layout)
  var random = RandomSource(seed: seed)
  for parameter in parameters.layout {
    parameters.fill(parameter, deviation: deviation, using: &random)
  }
  return parameters
}

/// Parameters of one axis with the given numbers.
func makeParameters(_ values: KeyValuePairs<String, [Float]>) -> Parameters {
  var layout = ParameterLayout()
  for (name, numbers) in values { _ = layout.add(name, Shape(numbers.count)) }
  let parameters = Parameters(layout)
  for (parameter, (_, numbers)) in zip(parameters.layout, values) {
    parameters[parameter].pointer.update(from: numbers, count: numbers.count)
  }
  return parameters
}

/// The same layout, all zero: room for gradients.
func makeGradients(for parameters: Parameters) -> Parameters {
  let gradients = parameters.copy()
  for parameter in gradients.layout { gradients.fill(parameter, with: 0) }
  return gradients
}

/// A tape that computes and records nothing, with no parameters.
func makePlainTape() -> Tape { Tape(Parameters(ParameterLayout())) }

extension Parameters {
  func parameter(_ name: String) -> Parameter {
    guard let parameter = layout.first(where: { $0.name == name }) else {
      fatalError("no parameter is called \(name)")
    }
    return parameter
  }
}

extension Tape {
  func parameter(_ name: String) -> Parameter { parameters.parameter(name) }

  /// The parameter of that name as a variable: how a test feeds an input that needs a gradient.
  subscript(name: String) -> Variable { variable(parameter(name)) }
}

extension Variable {
  /// The mean of all elements.
  var mean: Variable { sum(scale: 1 / Float(value.count)) }

  /// A loss to which each element contributes with a weight of its own, so that gradients that
  /// are mixed up do not cancel.
  var spread: Variable {
    sum(weights: (0..<value.count).map { Float(($0 * 7919) % 31 - 15) / 10 })
  }
}
