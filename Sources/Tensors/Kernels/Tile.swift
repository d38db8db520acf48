import CProcessor

/// A tile of a product of two matrices: C = scale · A · B + keep · C + bias, the bias being added to each row.
///
/// This is the heart of every fast matrix product. 32 numbers of a row of B are loaded once and multiplied
/// with eight numbers of A; the 8 × 32 sums stay in registers until the last product has been added. So a
/// number that comes from memory is used many times, and the processor, which can multiply far faster than it
/// can load, is not kept waiting. The 32 registers of AVX-512 hold 8 × 32 sums. The sixteen registers of eight numbers
/// of AVX2 hold 6 × 16, as do NEON's 32 of four.
///
/// - Parameters:
///   - a: the first row of A; element (i, k) stands at `a[i · rowStride + k · innerStride]`.
///   - b: the first of the columns of B; row k starts at `b + k · bStride`.
///   - c: where the tile goes; row i starts at `c + i · cStride`.
///   - height: how many of the tile's rows are written.
///   - inner: columns of A, rows of B.
///   - bias: a number for each column, or nil for none.
@inline(always)
func multiplyTile(
  _ a: UnsafePointer<Float>, rowStride: Int, innerStride: Int,
  _ b: UnsafePointer<Float>, stride bStride: Int,
  into c: UnsafeMutablePointer<Float>, stride cStride: Int, height: Int = tileRows, inner: Int,
  scale: Float = 1, keep: Float = 0, bias: UnsafePointer<Float>? = nil
) {
  guard hasManyRegisters else {
    return multiplySmallTile(
      a, rowStride: rowStride, innerStride: innerStride, b, stride: bStride, into: c,
      stride: cStride, height: height, inner: inner, scale: scale, keep: keep, bias: bias)
  }
  // Variables and not an array, which would lie in memory.
  var (l0, l1, l2, l3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (l4, l5, l6, l7) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (r0, r1, r2, r3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (r4, r5, r6, r7) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  // By the time that the sums are complete, what they are added to is at hand.
  for row in 0..<8 {
    prefetch(c + row * cStride)
    prefetch(c + row * cStride + vectorWidth)
  }
  var (a, b) = (a, b)
  for _ in 0..<inner {
    let (left, right) = (b.vector(at: 0), b.vector(at: vectorWidth))
    @inline(always) func add(_ row: Int, _ l: inout Vector, _ r: inout Vector) {
      let factor = Vector(repeating: a[row * rowStride])
      l = l.adding(left, times: factor)
      r = r.adding(right, times: factor)
    }
    add(0, &l0, &r0)
    add(1, &l1, &r1)
    add(2, &l2, &r2)
    add(3, &l3, &r3)
    add(4, &l4, &r4)
    add(5, &l5, &r5)
    add(6, &l6, &r6)
    add(7, &l7, &r7)
    a += innerStride
    b += bStride
  }
  let (leftBias, rightBias) =
    bias.map { ($0.vector(at: 0), $0.vector(at: vectorWidth)) } ?? (.zero, .zero)
  @inline(always) func put(_ row: Int, _ l: Vector, _ r: Vector) {
    guard row < height else { return }
    let target = c + row * cStride
    var (left, right) = (leftBias, rightBias)
    if keep != 0 {
      left = left.adding(target.vector(at: 0), times: keep)
      right = right.adding(target.vector(at: vectorWidth), times: keep)
    }
    target.set(left.adding(l, times: scale), at: 0)
    target.set(right.adding(r, times: scale), at: vectorWidth)
  }
  put(0, l0, r0)
  put(1, l1, r1)
  put(2, l2, r2)
  put(3, l3, r3)
  put(4, l4, r4)
  put(5, l5, r5)
  put(6, l6, r6)
  put(7, l7, r7)
}

/// The same for registers of eight numbers, or of four.
@inline(always)
private func multiplySmallTile(
  _ a: UnsafePointer<Float>, rowStride: Int, innerStride: Int,
  _ b: UnsafePointer<Float>, stride bStride: Int,
  into c: UnsafeMutablePointer<Float>, stride cStride: Int, height: Int, inner: Int,
  scale: Float, keep: Float, bias: UnsafePointer<Float>?
) {
  var (s0, s1, s2) = (Vector.zero, Vector.zero, Vector.zero)
  var (s3, s4, s5) = (Vector.zero, Vector.zero, Vector.zero)
  for row in 0..<6 { prefetch(c + row * cStride) }
  var (a, b) = (a, b)
  for _ in 0..<inner {
    let row = b.vector(at: 0)
    s0 = s0.adding(row, times: a[0])
    s1 = s1.adding(row, times: a[rowStride])
    s2 = s2.adding(row, times: a[2 * rowStride])
    s3 = s3.adding(row, times: a[3 * rowStride])
    s4 = s4.adding(row, times: a[4 * rowStride])
    s5 = s5.adding(row, times: a[5 * rowStride])
    a += innerStride
    b += bStride
  }
  let bias = bias.map { $0.vector(at: 0) } ?? .zero
  @inline(always) func put(_ row: Int, _ sum: Vector) {
    guard row < height else { return }
    let target = c + row * cStride
    let start = keep == 0 ? bias : bias.adding(target.vector(at: 0), times: keep)
    target.set(start.adding(sum, times: scale), at: 0)
  }
  put(0, s0)
  put(1, s1)
  put(2, s2)
  put(3, s3)
  put(4, s4)
  put(5, s5)
}

/// Whether there are 32 registers of sixteen numbers each.
@inline(always)
var hasManyRegisters: Bool { floats_in_a_register() >= vectorWidth }

/// The rows of a tile.
@inline(always)
var tileRows: Int { hasManyRegisters ? 8 : 6 }
/// The columns of a tile: two vectors, or one.
@inline(always)
var tileColumns: Int { hasManyRegisters ? 2 * vectorWidth : vectorWidth }

/// The next multiple of a tile's columns.
@inline(always)
func padded(_ count: Int) -> Int { blocks(of: tileColumns, in: count).paddedCount }

/// The first rows of the tiles that cover some rows, which go in groups of `tileColumns`. Where a tile's rows do not divide
/// these, a group's last tile begins early: at row 10 of sixteen in place of 12, and computes rows 10 and 11 again.
///
/// - Parameter count: a multiple of `tileColumns`.
@inline(always)
func tileStarts(in count: Int) -> TileStarts { TileStarts(end: count) }

struct TileStarts: Sequence, IteratorProtocol {
  private var row = 0
  private let end: Int

  @inline(always)
  init(end: Int) { self.end = end }

  @inline(always)
  mutating func next() -> Int? {
    guard row < end else { return nil }
    let group = row - row % tileColumns
    defer { row = Swift.min(row + tileRows, group + tileColumns) }
    return Swift.min(row, group + tileColumns - tileRows)
  }
}
