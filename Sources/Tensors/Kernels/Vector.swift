import CProcessor

/// Sixteen floats at a time: one AVX-512 register, two of AVX, four of NEON. The compiler splits it
/// for the processor that it builds for.
typealias Vector = SIMD16<Float>

let vectorWidth = 16

/// 0, 1, … 15.
@inline(always)
var laneNumbers: Vector { Vector(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) }

extension Vector {
  /// self + a · b, as one instruction where the processor has it; without it, `addingProduct` would call a
  /// function for each lane.
  @inline(always)
  func adding(_ a: Vector, times b: Vector) -> Vector {
    has_fused_multiply_add() ? addingProduct(a, b) : self + a * b
  }

  /// self + a · b.
  @inline(always)
  func adding(_ a: Vector, times b: Float) -> Vector { adding(a, times: Vector(repeating: b)) }

  /// The sum of all lanes, in halves: four additions one after another instead of fifteen.
  @inline(always)
  var total: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }

  /// The largest of all lanes.
  @inline(always)
  var largest: Float {
    let eight = highHalf.replacing(with: lowHalf, where: highHalf .< lowHalf)
    let four = eight.highHalf.replacing(with: eight.lowHalf, where: eight.highHalf .< eight.lowHalf)
    let two = four.highHalf.replacing(with: four.lowHalf, where: four.highHalf .< four.lowHalf)
    return two[0] < two[1] ? two[1] : two[0]
  }
}

extension UnsafePointer<Float> {
  @inline(always)
  func vector(at index: Int) -> Vector {
    UnsafeRawPointer(self + index).loadUnaligned(as: Vector.self)
  }
}

extension UnsafeMutablePointer<Float> {
  @inline(always)
  func vector(at index: Int) -> Vector {
    UnsafeRawPointer(self + index).loadUnaligned(as: Vector.self)
  }

  @inline(always)
  func set(_ vector: Vector, at index: Int) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: vector, as: Vector.self)
  }

  /// The elements of a slice; the lanes beyond its end are zero.
  subscript(slice: Block) -> Vector {
    @inline(always) get { self[slice, 0] }
    @inline(always) nonmutating set {
      if slice.count == vectorWidth { return set(newValue, at: slice.start) }
      for lane in 0..<slice.count { self[slice.start + lane] = newValue[lane] }
    }
  }

  /// The elements of a slice, with `rest` in the lanes beyond its end.
  @inline(always)
  subscript(slice: Block, rest: Float) -> Vector {
    if slice.count == vectorWidth { return vector(at: slice.start) }
    var vector = Vector(repeating: rest)
    for lane in 0..<slice.count { vector[lane] = self[slice.start + lane] }
    return vector
  }
}

/// Some neighbouring elements: as many as a block has, or fewer at the end.
struct Block {
  let start: Int
  let count: Int

  @inline(always)
  func moved(by distance: Int) -> Block { Block(start: start + distance, count: count) }
}

/// Divides `count` elements into blocks. (In a long function, Swift's `stride` calls another one for each.)
@inline(always)
func blocks(of size: Int, in count: Int) -> Blocks { Blocks(size: size, end: count) }

/// Sixteen elements of a row at a time: `for slice in slices(count) { y[slice] = 2 * x[slice] }`.
@inline(always)
func slices(_ count: Int) -> Blocks { blocks(of: vectorWidth, in: count) }

struct Blocks: Sequence, IteratorProtocol {
  private var start = 0
  private let size: Int
  private let end: Int

  @inline(always)
  init(size: Int, end: Int) {
    self.size = size
    self.end = end
  }

  /// As many elements as whole blocks have.
  @inline(always)
  var paddedCount: Int { (end + size - 1) / size * size }

  @inline(always)
  mutating func next() -> Block? {
    guard start < end else { return nil }
    defer { start += size }
    return Block(start: start, count: Swift.min(size, end - start))
  }
}

/// e^x, to about two units in the last place; 0 below e^−87.
///
/// x = n · ln 2 + r with whole n and |r| ≤ ½ ln 2, hence e^x = 2ⁿ · e^r. A polynomial gives e^r; 2ⁿ is
/// made by writing n to the exponent bits. Adding and taking away 1.5 · 2²³ rounds to a whole number,
/// which then also stands in the low bits.
@inline(always)
func exponential(_ input: Vector) -> Vector {
  // Above 88 the result would overflow.
  let x = input.replacing(with: 88, where: input .> 88)
  let magic = Vector(repeating: 12_582_912)
  let shifted = magic.adding(x, times: 1.442_695_04)
  let whole = shifted - magic
  let coarse = x.adding(whole, times: -0.693_359_375)
  let r = coarse.adding(whole, times: 2.121_944_4e-4)
  var p = Vector(repeating: 1.987_569_15e-4)
  p = Vector(repeating: 1.398_199_95e-3).adding(p, times: r)
  p = Vector(repeating: 8.333_451_9e-3).adding(p, times: r)
  p = Vector(repeating: 4.166_579_6e-2).adding(p, times: r)
  p = Vector(repeating: 1.666_666_55e-1).adding(p, times: r)
  p = Vector(repeating: 5.000_000_1e-1).adding(p, times: r)
  let power = (r + 1).adding(p, times: r * r)
  let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
  let result = unsafeBitCast(
    unsafeBitCast(power, to: SIMD16<UInt32>.self) &+ exponent, to: Vector.self)
  return result.replacing(with: 0, where: input .< -87)
}

/// ln x, to about two units in the last place, for ordinary positive numbers.
///
/// x = 2ⁿ · (1 + f) with √½ ≤ 1 + f < √2, hence ln x = n ln 2 + ln(1 + f). The exponent bits give n; taking the bits of √½
/// away first puts the border there. A polynomial gives the rest (its numbers are those of Cephes, `logf`).
@inline(always)
func naturalLogarithm(_ x: Vector) -> Vector {
  let bits = unsafeBitCast(x, to: SIMD16<Int32>.self)
  let n = (bits &- 0x3f35_04f3) &>> 23
  let f = unsafeBitCast(bits &- (n &<< 23), to: Vector.self) - 1
  var p = Vector(repeating: 7.037_683_6e-2)
  p = Vector(repeating: -1.151_461_03e-1).adding(p, times: f)
  p = Vector(repeating: 1.167_699_87e-1).adding(p, times: f)
  p = Vector(repeating: -1.242_014_08e-1).adding(p, times: f)
  p = Vector(repeating: 1.424_932_28e-1).adding(p, times: f)
  p = Vector(repeating: -1.666_805_77e-1).adding(p, times: f)
  p = Vector(repeating: 2.000_071_48e-1).adding(p, times: f)
  p = Vector(repeating: -2.499_999_4e-1).adding(p, times: f)
  p = Vector(repeating: 3.333_333_12e-1).adding(p, times: f)
  let square = f * f
  let rest = (f * square * p).adding(square, times: -0.5)
  return (rest + f).adding(Vector(n), times: 0.693_147_18)
}

/// The logistic function σ(x) = 1 / (1 + e^−x), which is also ½ (1 + tanh ½x); 0 below −87.
@inline(always)
func sigmoid(_ x: Vector) -> Vector {
  (1 / (1 + exponential(-x))).replacing(with: 0, where: x .< -87)
}

/// Four rows of four numbers become four columns. Of sixteen numbers in a row, those at even places, and of these again
/// those at even places, stood at 0, 4, 8 and 12: the first column.
///
/// - Parameter scale: what each number is multiplied by.
@inline(always)
func transposeFour(
  _ rows: UnsafePointer<Float>, stride: Int, to columns: UnsafeMutablePointer<Float>,
  stride columnStride: Int, scale: Float = 1
) {
  @inline(always) func row(_ index: Int) -> SIMD4<Float> {
    UnsafeRawPointer(rows + index * stride).loadUnaligned(as: SIMD4<Float>.self)
  }
  @inline(always) func put(_ column: SIMD4<Float>, _ index: Int) {
    UnsafeMutableRawPointer(columns + index * columnStride)
      .storeBytes(of: scale * column, as: SIMD4<Float>.self)
  }
  let all = Vector(
    lowHalf: SIMD8(lowHalf: row(0), highHalf: row(1)),
    highHalf: SIMD8(lowHalf: row(2), highHalf: row(3)))
  let (even, odd) = (all.evenHalf, all.oddHalf)
  put(even.evenHalf, 0)
  put(odd.evenHalf, 1)
  put(even.oddHalf, 2)
  put(odd.oddHalf, 3)
}
