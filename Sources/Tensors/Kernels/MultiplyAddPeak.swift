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
  var (s0, s1, s2, s3, s4, s5) = (b, b + 1, b + 2, b + 3, b + 4, b + 5)
  guard floats_in_a_register() >= vectorWidth else {
    for _ in 0..<count {
      s0 = b.adding(s0, times: a)
      s1 = b.adding(s1, times: a)
      s2 = b.adding(s2, times: a)
      s3 = b.adding(s3, times: a)
      s4 = b.adding(s4, times: a)
      s5 = b.adding(s5, times: a)
    }
    return (2 * Double(6 * vectorWidth * count), (s0 + s1 + s2 + s3 + s4 + s5).total)
  }
  var (s6, s7, s8, s9, s10, s11) = (b + 6, b + 7, b + 8, b + 9, b + 10, b + 11)
  for _ in 0..<count {
    s0 = b.adding(s0, times: a)
    s1 = b.adding(s1, times: a)
    s2 = b.adding(s2, times: a)
    s3 = b.adding(s3, times: a)
    s4 = b.adding(s4, times: a)
    s5 = b.adding(s5, times: a)
    s6 = b.adding(s6, times: a)
    s7 = b.adding(s7, times: a)
    s8 = b.adding(s8, times: a)
    s9 = b.adding(s9, times: a)
    s10 = b.adding(s10, times: a)
    s11 = b.adding(s11, times: a)
  }
  let rest = s6 + s7 + s8 + s9 + s10 + s11
  return (2 * Double(12 * vectorWidth * count), (s0 + s1 + s2 + s3 + s4 + s5 + rest).total)
}
