/// Sixteen floats at a time: one AVX-512 register, two of AVX, four of NEON. The compiler splits it
/// for the processor that it builds for.
typealias Vector = SIMD16<Float>

let vectorWidth = 16

extension UnsafeMutablePointer<Float> {
  @inline(__always)
  func vector(at index: Int) -> Vector {
    UnsafeRawPointer(self + index).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func set(_ vector: Vector, at index: Int) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: vector, as: Vector.self)
  }
}

extension UnsafePointer<Float> {
  @inline(__always)
  func vector(at index: Int) -> Vector {
    UnsafeRawPointer(self + index).loadUnaligned(as: Vector.self)
  }
}

/// e^x, to about two units in the last place.
///
/// x = n · ln 2 + r with whole n and |r| ≤ ½ ln 2, hence e^x = 2ⁿ · e^r. A polynomial gives e^r; 2ⁿ is
/// made by writing n to the exponent bits. Adding and taking away 1.5 · 2²³ rounds to a whole number,
/// which then also stands in the low bits.
@inline(__always)
func exponential(_ input: Vector) -> Vector {
  // Beyond these bounds the result would overflow, or is 0 for every purpose here.
  var x = input.replacing(with: -87, where: input .< -87)
  x = x.replacing(with: 88, where: x .> 88)
  let magic = Vector(repeating: 12_582_912)
  let shifted = x * 1.442_695_04 + magic
  let whole = shifted - magic
  let r = (x - whole * 0.693_359_375) - whole * -2.121_944_4e-4
  var p = Vector(repeating: 1.987_569_15e-4)
  p = p * r + 1.398_199_95e-3
  p = p * r + 8.333_451_9e-3
  p = p * r + 4.166_579_6e-2
  p = p * r + 1.666_666_55e-1
  p = p * r + 5.000_000_1e-1
  let power = p * (r * r) + r + 1
  let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
  return unsafeBitCast(
    unsafeBitCast(power, to: SIMD16<UInt32>.self) &+ exponent, to: Vector.self)
}

/// tanh x = 1 − 2 / (e^2x + 1).
@inline(__always)
func hyperbolicTangent(_ x: Vector) -> Vector {
  1 - 2 / (exponential(x + x) + 1)
}

/// Calls `body` with each start of sixteen elements, then runs the rest through a padded copy, so
/// that a kernel is written once, for vectors.
@inline(__always)
func mapVectors(
  _ count: Int, from source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>,
  _ body: (Vector) -> Vector
) {
  var index = 0
  while index + vectorWidth <= count {
    target.set(body(source.vector(at: index)), at: index)
    index += vectorWidth
  }
  if index < count {
    var rest = Vector(repeating: 0)
    for lane in 0..<count - index { rest[lane] = source[index + lane] }
    let result = body(rest)
    for lane in 0..<count - index { target[index + lane] = result[lane] }
  }
}

/// The sum of `count` products f(i), in a fixed order: sixteen running sums, then their sum.
@inline(__always)
func sumVectors(_ count: Int, _ vector: (Int) -> Vector, _ scalar: (Int) -> Float) -> Float {
  var sums = Vector(repeating: 0)
  var index = 0
  while index + vectorWidth <= count {
    sums += vector(index)
    index += vectorWidth
  }
  var total = sums.sum()
  while index < count {
    total += scalar(index)
    index += 1
  }
  return total
}
