import Tensors

/// Parameters of one tensor `x`, for a loss that is a function of a list of numbers.
func makeParameters(_ x: [Float], columns: Int? = nil) -> Parameters {
  var layout = ParameterLayout()
  let parameter = layout.add("x", columns.map { Shape(x.count / $0, $0) } ?? Shape(x.count))
  let parameters = Parameters(layout)
  parameters[parameter].pointer.update(from: x, count: x.count)
  return parameters
}

/// A loss as a function of a list of numbers: its value, its gradient by the tape, and how far that
/// is from difference quotients, at the worst index.
///
/// - Parameter columns: of the tensor that holds the numbers; nil for one axis.
func differentiate(
  at x: [Float], columns: Int? = nil, _ loss: (Variable) -> Variable
) -> (value: Double, gradient: [Float], worst: GradientComparison?) {
  let parameters = makeParameters(x, columns: columns)
  let gradients = parameters.copy()
  for parameter in gradients.layout { gradients.fill(parameter, with: 0) }
  let tape = Tape(parameters, gradients: gradients)
  let result = loss(tape.variable(parameters.layout[0]))
  let value = Double(result.value.scalar)
  tape.backward(from: result)
  let comparisons = checkGradient(of: parameters, step: 1e-3) { tape in
    loss(tape.variable(tape.parameters.layout[0]))
  }
  return (value, gradients.values, comparisons.first)
}
