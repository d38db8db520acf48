/// Sums of consecutive stretches: of the tokens of each answer, for example.
struct SegmentSum {
  let input: Variable  // as many elements as the counts add up to
  let counts: Integers
  let result: Variable  // [segments, 1]

  func pullBack(on tape: Tape) {
    guard let gradient = tape.takeGradient(of: result) else { return }
    let sink = tape.sink(input)
    var index = 0
    for segment in 0..<counts.count {
      for _ in 0..<counts[segment] {
        sink.add(gradient.pointer[segment], at: index)
        index += 1
      }
    }
  }
}

extension Variable {
  /// The sum of each stretch of elements: log π of whole answers, from that of their tokens.
  ///
  /// - Parameter counts: how many elements each stretch has, one after another; together they are all of them.
  /// - Returns: `[segments, 1]`, each summed in double precision and in order; 0 for an empty stretch.
  package func sums(ofEach counts: [Int]) -> Variable {
    guard counts.reduce(0, +) == value.count else {
      fatalError("stretches of \(counts) elements in a tensor of shape \(shape)")
    }
    let result = tape.makeVariable(Shape(counts.count, 1))
    var index = 0
    for (segment, count) in counts.enumerated() {
      var total = 0.0
      for _ in 0..<count {
        total += Double(value.pointer[index])
        index += 1
      }
      result.value.pointer[segment] = Float(total)
    }
    tape.record(
      .segmentSum(
        SegmentSum(input: self, counts: tape.copy(counts.map(Int32.init)), result: result)))
    return result
  }
}
