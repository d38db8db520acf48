import Tensors
import TestSupport
import Testing

/// One case of goldens.json; `make_goldens.py` says what each field means.
struct Golden: Decodable {
  struct Numbers: Decodable {
    let shape: [Int]
    let values: [Float]
  }

  let name: String
  let inputs: [String: Numbers]
  let integers: [String: [Int32]]
  let result: [Double]
  let weights: [Float]
  let loss: Double
  let gradients: [String: [Double]]

  static func all() throws -> [String: Golden] {
    Dictionary(uniqueKeysWithValues: try readGoldens([Golden].self).map { ($0.name, $0) })
  }

  static func named(_ name: String) throws -> Golden {
    try #require(try all()[name], "goldens.json has no case \(name)")
  }

  func makeParameters() throws -> Parameters {
    var layout = ParameterLayout()
    let ordered = inputs.sorted { $0.key < $1.key }
    for (name, numbers) in ordered {
      let axes = numbers.shape
      _ = layout.add(name, axes.count == 1 ? Shape(axes[0]) : Shape(axes[0], axes[1]))
    }
    let parameters = Parameters(layout)
    for (parameter, (_, numbers)) in zip(parameters.layout, ordered) {
      parameters[parameter].pointer.update(from: numbers.values, count: numbers.values.count)
    }
    return parameters
  }

  func integers(_ name: String) throws -> [Int32] {
    try #require(integers[name], "case \(self.name) has no list \(name)")
  }
}

/// Expects an operation's values and gradients to be those of the golden case.
func expectGolden(
  _ name: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ operation: (Tape, Golden) throws -> Variable
) throws {
  let golden = try Golden.named(name)
  let parameters = try golden.makeParameters()
  let gradients = makeGradients(for: parameters)
  let tape = Tape(parameters, gradients: gradients)
  let result = try operation(tape, golden)
  expectClose(result.value.values, golden.result, name, sourceLocation: sourceLocation)
  let loss = result.sum(weights: golden.weights)
  let total = zip(golden.weights, golden.result).reduce(0) { $0 + abs(Double($1.0) * $1.1) }
  #expect(
    abs(Double(loss.value.scalar) - golden.loss) <= 1e-5 * total, "\(name): the loss",
    sourceLocation: sourceLocation)
  tape.backward(from: loss)
  for parameter in parameters.layout {
    let expected = try #require(golden.gradients[parameter.name], sourceLocation: sourceLocation)
    expectClose(
      gradients[parameter].values, expected, "\(name), gradient of \(parameter.name)",
      sourceLocation: sourceLocation)
  }
}
