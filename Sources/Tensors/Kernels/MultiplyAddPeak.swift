import CProcessor

/// Multiplies and adds numbers that stay in registers. A processor can do nothing faster, so this is what the speed of
/// a matrix product, or of a training, is measured against.
///
/// - Parameters:
///   - count: how often.
///   - factor, term: s ← factor · s + term, for all sums at once. The compiler must not know them.
/// - Returns: the floating-point operations, two of each multiply-add, and a number that depends on all of them, so that
///   none is left out.
@inline(never)
package func multiplyAndAdd(
  _ count: Int, factor: Float, term: Float
) -> (operations: Double, sum: Float) {
  let (a, b) = (Vector(repeating: factor), Vector(repeating: term))
  // A processor begins two of these at each tick, and each takes four or five: ten must be under way. Sixteen registers
  // of eight numbers hold six sums and what else is needed, 32 of sixteen hold twelve.
  let isWide = floats_in_a_register() >= vectorWidth
  var (first, second) = (SixSums(from: b), SixSums(from: b + 6))
  for _ in 0..<count {
    first.multiplyAndAdd(a, b)
    if isWide { second.multiplyAndAdd(a, b) }
  }
  return (
    2 * Double((isWide ? 12 : 6) * vectorWidth * count), (first.total + second.total).total
  )
}

/// Variables and not an array, which would lie in memory.
private struct SixSums {
  private var s0, s1, s2, s3, s4, s5: Vector

  init(from start: Vector) {
    (s0, s1, s2, s3, s4, s5) = (start, start + 1, start + 2, start + 3, start + 4, start + 5)
  }

  @inline(always)
  mutating func multiplyAndAdd(_ factor: Vector, _ term: Vector) {
    s0 = term.adding(s0, times: factor)
    s1 = term.adding(s1, times: factor)
    s2 = term.adding(s2, times: factor)
    s3 = term.adding(s3, times: factor)
    s4 = term.adding(s4, times: factor)
    s5 = term.adding(s5, times: factor)
  }

  var total: Vector { s0 + s1 + s2 + s3 + s4 + s5 }
}
