import Testing

/// Expects two lists of numbers to agree.
///
/// - Parameter relative: the error allowed, relative to the largest expected magnitude in the list:
///   an element near zero is a difference of larger ones, and carries their rounding errors.
package func expectClose(
  _ actual: [some BinaryFloatingPoint], _ expected: [some BinaryFloatingPoint],
  relative: Double = 1e-5, _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(what): \(actual.count) numbers, but \(expected.count) are expected",
      sourceLocation: sourceLocation)
    return
  }
  let largest = expected.reduce(0) { max($0, abs(Double($1))) }
  for index in actual.indices {
    let error = abs(Double(actual[index]) - Double(expected[index]))
    // Written so that a NaN fails too.
    guard error <= relative * largest else {
      Issue.record(
        "\(what)[\(index)] is \(actual[index]), expected \(expected[index]), error \(error)",
        sourceLocation: sourceLocation)
      return
    }
  }
}

/// Expects two numbers to agree.
package func expectClose(
  _ actual: some BinaryFloatingPoint, _ expected: some BinaryFloatingPoint,
  relative: Double = 1e-5, _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    [Double(actual)], [Double(expected)], relative: relative, what, sourceLocation: sourceLocation)
}
