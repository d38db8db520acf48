/// Eight rows and thirty-two columns of a product of two matrices:
/// C = scale · A · B + keep · C + bias, the bias being added to each row.
///
/// This is the heart of every fast matrix product. 32 numbers of a row of B are loaded once and multiplied
/// with eight numbers of A; the 8 × 32 sums stay in registers until the last product has been added. So a
/// number that comes from memory is used many times, and the processor, which can multiply far faster than
/// it can load, is never kept waiting.
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
  var (l0, l1, l2, l3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (l4, l5, l6, l7) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (r0, r1, r2, r3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (r4, r5, r6, r7) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (a, b) = (a, b)
  for _ in 0..<inner {
    let (left, right) = (b.vector(at: 0), b.vector(at: vectorWidth))
    @inline(always) func add(_ row: Int, _ l: inout Vector, _ r: inout Vector) {
      let factor = Vector(repeating: a[row * rowStride])
      l = l.addingProduct(left, factor)
      r = r.addingProduct(right, factor)
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
      left = left.addingProduct(target.vector(at: 0), Vector(repeating: keep))
      right = right.addingProduct(target.vector(at: vectorWidth), Vector(repeating: keep))
    }
    target.set(left.addingProduct(l, Vector(repeating: scale)), at: 0)
    target.set(right.addingProduct(r, Vector(repeating: scale)), at: vectorWidth)
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

/// C = scale · A · B + keep · C + bias, tile by tile.
///
/// B is gone through in panels of 32 columns, 128 rows deep. A panel is first copied, row after row, so that
/// it lies in the first-level cache while all tiles beside it are computed. What sticks out at the right or
/// at the bottom is computed on the side, and copied.
func multiplyByTiles(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>, stride: Int,
  rows: Int, columns: Int, inner: Int, scale: Float, keep: Float, bias: UnsafePointer<Float>?
) {
  let (aRow, aInner) = a.isTransposed ? (1, a.stride) : (a.stride, 1)
  var room = TileRoom()
  room.withPointers { panel, bottom, corner in
    for start in Swift.stride(from: 0, to: inner, by: TileRoom.depth) {
      let depth = min(TileRoom.depth, inner - start)
      // The first products start from what is kept, and later ones from the sum so far.
      let (keep, bias) = start == 0 ? (keep, bias) : (1, nil)
      for column in Swift.stride(from: 0, to: columns, by: tileColumns) {
        let width = min(tileColumns, columns - column)
        b.copy(rows: start..<start + depth, columns: column..<column + width, to: panel)
        for row in Swift.stride(from: 0, to: rows, by: tileRows) {
          let target = c + row * stride + column
          var left = a.pointer + row * aRow + start * aInner
          let height = min(tileRows, rows - row)
          if height == tileRows, width == tileColumns {
            multiplyTile(
              left, rowStride: aRow, innerStride: aInner, panel, stride: tileColumns,
              into: target, stride: stride, inner: depth, scale: scale, keep: keep,
              bias: bias.map { $0 + column })
            continue
          }
          for k in 0..<depth {
            for i in 0..<height { bottom[k * tileRows + i] = left[i * aRow + k * aInner] }
          }
          left = UnsafePointer(bottom)
          multiplyTile(
            left, rowStride: 1, innerStride: tileRows, panel, stride: tileColumns,
            into: corner, stride: tileColumns, inner: depth, scale: scale)
          for i in 0..<height {
            for j in 0..<width {
              let old = (keep == 0 ? 0 : keep * target[i * stride + j]) + (bias?[column + j] ?? 0)
              target[i * stride + j] = old + corner[i * tileColumns + j]
            }
          }
        }
      }
    }
  }
}

/// Memory on the stack for a product by tiles.
private struct TileRoom {
  static let depth = 128
  private var panel = InlineArray<4096, Float>(repeating: 0)  // [depth, 32]
  private var bottom = InlineArray<1024, Float>(repeating: 0)  // [depth, 8]
  private var corner = InlineArray<256, Float>(repeating: 0)  // [8, 32]

  @inline(always)
  mutating func withPointers(
    _ body: (
      _ panel: UnsafeMutablePointer<Float>, _ bottom: UnsafeMutablePointer<Float>,
      _ corner: UnsafeMutablePointer<Float>
    ) -> Void
  ) {
    withUnsafeMutableBytes(of: &self) { bytes in
      let floats = bytes.assumingMemoryBound(to: Float.self)
      guard let base = floats.baseAddress else { return }
      body(base, base + 4096, base + 4096 + 1024)
    }
  }
}

extension MatrixView {
  /// Copies a part of the matrix to a panel of 32 columns, with zeros in those that there are not.
  @inline(always)
  fileprivate func copy(
    rows: Range<Int>, columns: Range<Int>, to panel: UnsafeMutablePointer<Float>
  ) {
    let (rowStride, columnStride) = isTransposed ? (1, stride) : (stride, 1)
    for (place, row) in rows.enumerated() {
      let source = pointer + row * rowStride + columns.lowerBound * columnStride
      let target = panel + place * tileColumns
      if columns.count < tileColumns {
        for lane in 0..<tileColumns {
          target[lane] = lane < columns.count ? source[lane * columnStride] : 0
        }
      } else if isTransposed {
        var (left, right) = (Vector.zero, Vector.zero)
        for lane in 0..<vectorWidth {
          left[lane] = source[lane * columnStride]
          right[lane] = source[(vectorWidth + lane) * columnStride]
        }
        target.set(left, at: 0)
        target.set(right, at: vectorWidth)
      } else {
        target.set(source.vector(at: 0), at: 0)
        target.set(source.vector(at: vectorWidth), at: vectorWidth)
      }
    }
  }
}
