/// What must be so when a training starts, whatever its settings: a model that knows nothing has the loss ln V, a
/// policy that has not moved has KL 0. Where it is not, the code or the data are wrong, though every curve may
/// look fine.
package struct StartCheck: Codable, Equatable, Sendable {
  /// Says which, such as `kl`; a key of the words that tell it.
  package var name: String
  package var value: Double
  /// What the theory says.
  package var expected: Double
  /// How far the value may be off, by rounding and chance.
  package var tolerance: Double

  package init(_ name: String, _ value: Double, expected: Double, tolerance: Double) {
    self.name = name
    self.value = value
    self.expected = expected
    self.tolerance = tolerance
  }

  /// Not so for a value that is not a number.
  package var holds: Bool { abs(value - expected) <= tolerance }
}
