import CProcessor

/// C = scale · A · B + keep · C + bias, tile by tile (Goto and van de Geijn 2008, "Anatomy of high-performance matrix
/// multiplication").
///
/// B is gone through in panels of 32 columns, 128 rows deep. A panel is first copied, row after row, so that it lies in
/// the first-level cache while all tiles beside it are computed.
///
/// A is read where it lies, unless its rows are long. Eight rows of 1,024 numbers begin 4,096 bytes apart, and a cache has
/// place for only some lines at such a distance: they push one another out. So where enough panels will read them, rows are
/// copied into strips, in which the eight numbers that belong together are neighbours, and which stay in the second-level
/// cache. That gains a tenth where it is needed (width 384, vocabulary 4,096), and would cost a twentieth where rows are
/// short.
///
/// A number of the result is computed in the same way wherever its tile lies: a row does not depend on the
/// rows beside it, not even in its last bit.
func multiplyByTiles(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>, stride: Int,
  rows: Int, columns: Int, inner: Int, scale: Float, keep: Float, bias: UnsafePointer<Float>?
) {
  let room = TileRoom.ofThisThread
  let packs = !a.isTransposed && a.stride >= 256 && columns >= 512
  let blockRows = packs ? TileRoom.rows : rows
  let (rowStride, innerStride) =
    packs ? (1, tileRows) : a.isTransposed ? (1, a.stride) : (a.stride, 1)
  for start in Swift.stride(from: 0, to: inner, by: TileRoom.depth) {
    let depth = min(TileRoom.depth, inner - start)
    // The first products start from what is kept, and later ones from the sum so far.
    let (keep, bias) = start == 0 ? (keep, bias) : (1, nil)
    for firstRow in Swift.stride(from: 0, to: rows, by: blockRows) {
      let height = min(blockRows, rows - firstRow)
      if packs {
        for row in Swift.stride(from: 0, to: height, by: tileRows) {
          a.pack(
            row: firstRow + row, count: min(tileRows, height - row), width: tileRows,
            column: start, depth: depth, to: room.strips + row * TileRoom.depth)
        }
      }
      let left =
        packs ? UnsafePointer(room.strips) : a.pointer + firstRow * rowStride + start * innerStride
      let leftStride = packs ? TileRoom.depth : rowStride
      for column in Swift.stride(from: 0, to: columns, by: tileColumns) {
        let width = min(tileColumns, columns - column)
        b.transposed.pack(
          row: column, count: width, width: tileColumns, column: start, depth: depth,
          to: room.panel)
        let columnBias = bias.map { $0 + column }
        for row in Swift.stride(from: 0, to: height, by: tileRows) {
          let target = c + (firstRow + row) * stride + column
          let tall = min(tileRows, height - row)
          if tall == tileRows, width == tileColumns {
            multiplyTile(
              left + row * leftStride, rowStride: rowStride, innerStride: innerStride, room.panel,
              stride: tileColumns, into: target, stride: stride, inner: depth, scale: scale,
              keep: keep, bias: columnBias)
          } else {
            room.multiplyEdge(
              left + row * leftStride, rowStride: rowStride, innerStride: innerStride, into: target,
              stride: stride, height: tall, width: width, inner: depth, scale: scale, keep: keep,
              bias: columnBias)
          }
        }
      }
    }
  }
}

/// Memory for a product by tiles. Each thread has its own, which it keeps: a training step takes none from the heap.
private struct TileRoom {
  /// Rows of B, and columns of A, that are multiplied before sums go back to memory. A panel of so many rows takes half of
  /// a first-level cache of 32 KB.
  static let depth = 128
  /// Rows of A that are copied at a time: 256 KB, for a second-level cache.
  static let rows = 512

  /// Strips `[rows / 8, depth, 8]` of A.
  let strips: UnsafeMutablePointer<Float>
  /// A panel `[depth, 32]` of B.
  let panel: UnsafeMutablePointer<Float>
  /// For `multiplyEdge`: rows of A `[depth, 8]`, a tile `[8, 32]`, a bias `[32]`.
  private let corner: UnsafeMutablePointer<Float>

  @inline(always)
  static var ofThisThread: TileRoom {
    let (strips, panel) = (rows * depth, depth * tileColumns)
    let corner = tileRows * (depth + tileColumns) + tileColumns
    guard strips + panel + corner <= 71_000 else { fatalError("no room for a matrix product") }
    let floats = product_room()!
    return TileRoom(
      strips: floats, panel: floats + strips, corner: floats + strips + panel)
  }

  /// A tile that sticks out at the right or at the bottom: A's rows and C's part are copied to where there is room for
  /// a whole one.
  @inline(never)
  func multiplyEdge(
    _ a: UnsafePointer<Float>, rowStride: Int, innerStride: Int,
    into c: UnsafeMutablePointer<Float>, stride: Int, height: Int, width: Int, inner: Int,
    scale: Float, keep: Float, bias: UnsafePointer<Float>?
  ) {
    let left = corner
    let tile = left + TileRoom.depth * tileRows
    let columnBias = tile + tileRows * tileColumns
    for k in 0..<inner {
      for i in 0..<height { left[k * tileRows + i] = a[i * rowStride + k * innerStride] }
    }
    for j in 0..<width { columnBias[j] = bias?[j] ?? 0 }
    for i in 0..<height where keep != 0 {
      for j in 0..<width { tile[i * tileColumns + j] = c[i * stride + j] }
    }
    multiplyTile(
      left, rowStride: 1, innerStride: tileRows, panel, stride: tileColumns,
      into: tile, stride: tileColumns, inner: inner, scale: scale, keep: keep,
      bias: bias == nil ? nil : UnsafePointer(columnBias))
    for i in 0..<height {
      for j in 0..<width { c[i * stride + j] = tile[i * tileColumns + j] }
    }
  }
}

extension MatrixView {
  /// Copies some rows of `depth` numbers, so that those numbers of a column are neighbours: `[depth, width]`. Where there
  /// are fewer than `width` rows, zeros stand for the rest.
  @inline(always)
  fileprivate func pack(
    row: Int, count: Int, width: Int, column: Int, depth: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    let (rowStride, columnStride) = isTransposed ? (1, stride) : (stride, 1)
    let source = pointer + row * rowStride + column * columnStride
    var done = 0
    if count == width, isTransposed {
      for k in 0..<depth { (target + k * width).update(from: source + k * stride, count: width) }
      return
    } else if count == width {
      while done + 4 <= depth {
        for line in Swift.stride(from: 0, to: width, by: 4) {
          transposeFour(
            source + line * stride + done, stride: stride,
            to: target + done * width + line, stride: width)
        }
        done += 4
      }
    }
    for k in done..<depth {
      for i in 0..<width {
        target[k * width + i] = i < count ? source[i * rowStride + k * columnStride] : 0
      }
    }
  }
}
