/// Eight rows and thirty-two columns of a product of two matrices:
/// C = scale · A · B + keep · C + bias, the bias being added to each row.
///
/// This is the heart of every fast matrix product. 32 numbers of a row of B are loaded once and multiplied
/// with eight numbers of A; the 8 × 32 sums stay in registers (with AVX-512 there are enough) until the last
/// product has been added. So a number that comes from memory is used many times, and the processor, which
/// can multiply far faster than it can load, is not kept waiting.
///
/// - Parameters:
///   - a: the first row of A; element (i, k) stands at `a[i · rowStride + k · innerStride]`.
///   - b: the first of the 32 columns of B; row k starts at `b + k · bStride`.
///   - c: where the tile goes; row i starts at `c + i · cStride`.
///   - inner: columns of A, rows of B.
///   - bias: 32 numbers, or nil for none.
@inline(always)
func multiplyTile(
  _ a: UnsafePointer<Float>, rowStride: Int, innerStride: Int,
  _ b: UnsafePointer<Float>, stride bStride: Int,
  into c: UnsafeMutablePointer<Float>, stride cStride: Int, inner: Int,
  scale: Float = 1, keep: Float = 0, bias: UnsafePointer<Float>? = nil
) {
  // Variables and not an array, which would lie in memory.
  var (l0, l1, l2, l3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (l4, l5, l6, l7) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (r0, r1, r2, r3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (r4, r5, r6, r7) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
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

/// The rows of a tile.
let tileRows = 8
/// The columns of a tile: two vectors.
let tileColumns = 2 * vectorWidth

/// The next multiple of a tile's columns.
@inline(always)
func padded(_ count: Int) -> Int { (count + tileColumns - 1) / tileColumns * tileColumns }
