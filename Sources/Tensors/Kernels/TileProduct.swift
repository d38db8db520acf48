/// C = scale · A · B + keep · C + bias, tile by tile.
///
/// B is gone through in panels of 32 columns, 128 rows deep. A panel is first copied, row after row, so that
/// it lies in the first-level cache while all tiles beside it are computed.
///
/// A number of the result is computed in the same way wherever its tile lies: a row does not depend on the
/// rows beside it, not even in its last bit.
func multiplyByTiles(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>, stride: Int,
  rows: Int, columns: Int, inner: Int, scale: Float, keep: Float, bias: UnsafePointer<Float>?
) {
  let (aRow, aInner) = a.isTransposed ? (1, a.stride) : (a.stride, 1)
  var room = TileRoom()
  withUnsafeMutablePointer(to: &room) { room in
    let panel = TileRoom.panel(room)
    for start in Swift.stride(from: 0, to: inner, by: TileRoom.depth) {
      let depth = min(TileRoom.depth, inner - start)
      // The first products start from what is kept, and later ones from the sum so far.
      let (keep, bias) = start == 0 ? (keep, bias) : (1, nil)
      for column in Swift.stride(from: 0, to: columns, by: tileColumns) {
        let width = min(tileColumns, columns - column)
        b.copy(rows: start..<start + depth, columns: column..<column + width, to: panel)
        for row in Swift.stride(from: 0, to: rows, by: tileRows) {
          let height = min(tileRows, rows - row)
          let left = a.pointer + row * aRow + start * aInner
          let target = c + row * stride + column
          let columnBias = bias.map { $0 + column }
          if height == tileRows, width == tileColumns {
            multiplyTile(
              left, rowStride: aRow, innerStride: aInner, panel, stride: tileColumns,
              into: target, stride: stride, inner: depth, scale: scale, keep: keep,
              bias: columnBias)
          } else {
            TileRoom.multiplyEdge(
              left, rowStride: aRow, innerStride: aInner, into: target, stride: stride,
              height: height, width: width, depth: depth, scale: scale, keep: keep,
              bias: columnBias, in: room)
          }
        }
      }
    }
  }
}

/// Memory for a product by tiles: on the stack, as a training step takes none from the heap.
private struct TileRoom {
  /// The rows of a panel.
  static let depth = 128
  /// A panel `[depth, 32]`; and for `multiplyEdge` rows of A `[depth, 8]`, a tile `[8, 32]`, a bias `[32]`.
  private var floats = InlineArray<5408, Float>(repeating: 0)

  @inline(always)
  static func panel(_ room: UnsafeMutablePointer<TileRoom>) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(room).assumingMemoryBound(to: Float.self)
  }

  /// A tile that sticks out at the right or at the bottom: A's rows and C's part are copied to where there
  /// is room for a whole tile.
  static func multiplyEdge(
    _ a: UnsafePointer<Float>, rowStride: Int, innerStride: Int,
    into c: UnsafeMutablePointer<Float>, stride: Int, height: Int, width: Int, depth: Int,
    scale: Float, keep: Float, bias: UnsafePointer<Float>?,
    in room: UnsafeMutablePointer<TileRoom>
  ) {
    let panel = panel(room)
    let left = panel + TileRoom.depth * tileColumns
    let corner = left + TileRoom.depth * tileRows
    let columnBias = corner + tileRows * tileColumns
    for k in 0..<depth {
      for i in 0..<height { left[k * tileRows + i] = a[i * rowStride + k * innerStride] }
    }
    for j in 0..<width { columnBias[j] = bias?[j] ?? 0 }
    for i in 0..<height where keep != 0 {
      for j in 0..<width { corner[i * tileColumns + j] = c[i * stride + j] }
    }
    multiplyTile(
      left, rowStride: 1, innerStride: tileRows, panel, stride: tileColumns,
      into: corner, stride: tileColumns, inner: depth, scale: scale, keep: keep,
      bias: bias == nil ? nil : UnsafePointer(columnBias))
    for i in 0..<height {
      for j in 0..<width { c[i * stride + j] = corner[i * tileColumns + j] }
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
