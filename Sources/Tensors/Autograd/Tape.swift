/// Records the operations of a forward pass, and runs them backwards to find the gradient.
///
/// Reverse-mode differentiation: if y = f(x), then dL/dx = (∂f/∂x)ᵀ · dL/dy, a vector-Jacobian
/// product. Each operation knows its own. `backward` starts from dL/dL = 1 and walks the list from its
/// end, so that when an operation's turn comes, all that use its result have had theirs.
///
/// Operations are plain values in an array that is kept from step to step, and their results lie in
/// an arena: a steady training step allocates no memory.
package final class Tape {
  package let parameters: Parameters
  /// Where the parameters' gradients are summed, laid out as `parameters`; nil: nothing is recorded.
  let parameterGradients: Parameters?
  /// Copies of the parameters, to multiply by.
  private let panels: WeightPanels?
  let arena = Arena()
  private var operations: [Operation] = []
  private var gradients: [UnsafeMutablePointer<Float>?] = []
  /// The gradient that the operation at hand reads; when it is done, nobody will read it again.
  private var taken: GradientBuffer?
  /// Memory of gradients that have been read, to be used again.
  private var spare: [GradientBuffer] = []
  private var hasRunBackward = false
  /// Variables whose numbers an operation has replaced by others.
  private var usedUp: [Int] = []
  /// Where given, is told how long each operation takes.
  package var profile: TapeProfile?

  /// - Parameters:
  ///   - parameters: the model whose weights the operations read.
  ///   - gradients: takes the sums of the parameters' gradients. Without it the tape only computes.
  ///   - panels: of the same parameters, which do not change while the tape computes.
  package init(_ parameters: Parameters, gradients: Parameters? = nil, panels: WeightPanels? = nil)
  {
    guard gradients == nil || gradients?.count == parameters.count else {
      fatalError("\(parameters.count) parameters, but room for \(gradients?.count ?? 0) gradients")
    }
    self.parameters = parameters
    parameterGradients = gradients
    self.panels = panels
    BLAS.useOneThread()
    operations.reserveCapacity(512)
    self.gradients.reserveCapacity(512)
    spare.reserveCapacity(64)
    usedUp.reserveCapacity(16)
  }

  package var isRecording: Bool { parameterGradients != nil }

  /// The most bytes that results and gradients took at a time.
  package var memory: Int { arena.capacity }

  /// Forgets everything; variables made so far must not be used again.
  package func reset() {
    operations.removeAll(keepingCapacity: true)
    gradients.removeAll(keepingCapacity: true)
    spare.removeAll(keepingCapacity: true)
    usedUp.removeAll(keepingCapacity: true)
    hasRunBackward = false
    arena.reset()
  }

  /// Numbers from outside; a gradient that reaches them is passed on to no parameter.
  package func constant(_ values: [Float], shape: Shape? = nil) -> Variable {
    let shape = shape ?? Shape(values.count)
    guard shape.count == values.count else {
      fatalError("\(values.count) values do not fill a tensor of shape \(shape)")
    }
    let result = makeVariable(shape)
    values.withUnsafeBufferPointer { source in
      if let start = source.baseAddress {
        result.value.pointer.update(from: start, count: source.count)
      }
    }
    return result
  }

  /// A parameter as a variable, for operations that have no fused form.
  package func variable(_ parameter: Parameter) -> Variable {
    let result = makeVariable(parameter.shape)
    result.value.copy(from: parameters[parameter])
    record(.parameter(ParameterRead(parameter: parameter, result: result)))
    return result
  }

  /// Fills in the gradient of `loss` with respect to everything that it was computed from.
  ///
  /// Parameters' gradients are added to what is there, so that several batches can be summed.
  package func backward(from loss: Variable) {
    guard isRecording else { fatalError("backward on a tape that does not record") }
    guard !hasRunBackward else { fatalError("backward a second time: reset the tape first") }
    hasRunBackward = true
    guard loss.value.count == 1 else {
      fatalError("backward starts from one number, not from a tensor of shape \(loss.shape)")
    }
    sink(loss).pointer[0] = 1
    for operation in operations.reversed() {
      operation.pullBack(on: self)
      if let taken { spare.append(taken) }
      taken = nil
      profile?.didPullBack(operation)
    }
  }

  /// Room on the tape for whole numbers, such as tokens or the numbers of rows.
  package func makeIntegers(_ count: Int) -> Integers {
    Integers(arena.allocate(Int32.self, count: count), count: count)
  }

  /// A copy that lies on the tape.
  package func copy(_ values: some Collection<Int32>) -> Integers {
    let count = values.count
    let start = arena.allocate(Int32.self, count: count)
    _ = UnsafeMutableBufferPointer(start: start, count: count).initialize(fromContentsOf: values)
    return Integers(start, count: count)
  }

  // What operations use.

  /// Weights to multiply by.
  func matrix(of weight: Parameter, isTransposed: Bool = false) -> MatrixView {
    if let panels { return panels.view(of: weight, isTransposed: isTransposed) }
    let view = MatrixView(parameters[weight])
    return isTransposed ? view.transposed : view
  }

  func makeVariable(_ shape: Shape) -> Variable {
    gradients.append(nil)
    return Variable(value: arena.makeTensor(shape), id: gradients.count - 1, tape: self)
  }

  /// Says that an operation puts other numbers in the place of a variable's.
  func useUp(_ variable: Variable) {
    guard !usedUp.contains(variable.id) else {
      fatalError("logits of shape \(variable.shape) are probabilities already: make them again")
    }
    usedUp.append(variable.id)
  }

  func record(_ operation: @autoclosure () -> Operation) {
    guard isRecording else { return }
    let operation = operation()
    operations.append(operation)
    profile?.didCompute(operation)
  }

  /// The gradient that arrived at a variable; nil when the loss does not depend on it, and after
  /// `backward` for all results of operations.
  func gradient(of variable: Variable) -> Tensor? {
    gradients[variable.id].map { Tensor($0, shape: variable.shape) }
  }

  /// The gradient that arrived at an operation's result; nil when the loss does not depend on it.
  ///
  /// An operation asks for it once, when its turn comes. Its memory is then used again: a backward pass
  /// needs room for the gradients that are on their way, not for all that there were.
  func takeGradient(of result: Variable) -> Tensor? {
    guard let pointer = gradients[result.id] else { return nil }
    gradients[result.id] = nil
    taken = GradientBuffer(pointer: pointer, count: result.value.count)
    return Tensor(pointer, shape: result.shape)
  }

  /// Hands the gradient that was taken on to an input that gets it as it is; later operations must not
  /// find it changed, so it is the last thing that an operation does with it.
  func passTakenGradient(to input: Variable) {
    guard let taken else { fatalError("no gradient was taken") }
    let isFirst = gradients[input.id] == nil
    pass(Tensor(taken.pointer, shape: input.shape), asGradientOf: input)
    if isFirst { self.taken = nil }
  }

  /// Makes memory that an operation owns the gradient of its input.
  func pass(_ gradient: Tensor, asGradientOf input: Variable) {
    if let pointer = gradients[input.id] {
      GradientSink(pointer: pointer, keep: 1).add(gradient.pointer, count: gradient.count)
    } else {
      gradients[input.id] = gradient.pointer
    }
  }

  /// Where an operation puts its contribution to the gradient of its input.
  ///
  /// The first contribution overwrites (`keep` is 0), later ones add (`keep` is 1), so nothing needs
  /// to be set to zero first.
  func sink(_ variable: Variable) -> GradientSink {
    if let pointer = gradients[variable.id] { return GradientSink(pointer: pointer, keep: 1) }
    let count = variable.value.count
    let pointer =
      if let index = spare.lastIndex(where: { $0.count == count }) {
        spare.remove(at: index).pointer
      } else {
        arena.allocate(Float.self, count: count)
      }
    gradients[variable.id] = pointer
    return GradientSink(pointer: pointer, keep: 0)
  }

  func gradient(of parameter: Parameter) -> Tensor {
    guard let parameterGradients else { fatalError("this tape records no gradients") }
    return parameterGradients[parameter]
  }
}

/// The memory of one gradient.
private struct GradientBuffer {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int
}

/// Room for a gradient: `gradient = keep · gradient + contribution`.
struct GradientSink {
  let pointer: UnsafeMutablePointer<Float>
  let keep: Float

  @inline(always)
  func add(_ value: Float, at index: Int) {
    pointer[index] = keep == 0 ? value : pointer[index] + value
  }

  @inline(always)
  func add(_ value: Vector, at slice: Block) {
    pointer[slice] = keep == 0 ? value : pointer[slice] + value
  }

  /// Adds a whole tensor.
  func add(_ source: UnsafeMutablePointer<Float>, count: Int) {
    if keep == 0 {
      pointer.update(from: source, count: count)
    } else {
      for slice in slices(count) { pointer[slice] += source[slice] }
    }
  }
}

/// Computes on a tape that records nothing, and lets go of its memory at the end.
///
/// Tensors are views, and a tape may be freed after its last mention; inside `body` it is not. What
/// is returned must be copied out.
package func withTape<Result>(
  _ parameters: Parameters, panels: WeightPanels? = nil, _ body: (Tape) throws -> Result
) rethrows -> Result {
  let tape = Tape(parameters, panels: panels)
  return try withExtendedLifetime(tape) { try body(tape) }
}
