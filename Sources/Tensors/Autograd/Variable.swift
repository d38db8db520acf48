/// A tensor on a tape: the result of an operation, through which gradients flow back.
package struct Variable {
  package let value: Tensor
  /// Its place among the tape's variables.
  let id: Int
  /// The tape outlives every variable on it; not counting references keeps a variable a plain value.
  unowned(unsafe) let tape: Tape

  package var shape: Shape { value.shape }
  package var rows: Int { value.rows }
  package var columns: Int { value.columns }

  /// The derivative of the loss by each element, once `backward` has run; nil where none came.
  package var gradient: Tensor? { tape.gradient(of: self) }

  /// Numbers from outside, in this variable's shape and on its tape.
  package func constant(_ values: [Float]) -> Variable {
    tape.constant(values, shape: shape)
  }
}
