import CProcessor

/// C = scale · A · B + keep · C + bias, tile by tile (Goto and van de Geijn 2008, "Anatomy of high-performance matrix
/// multiplication").
///
/// B is gone through in panels as wide as a tile, 128 rows deep. A panel is first copied, row after row, so that it lies in
/// the first-level cache while all tiles beside it are computed. `WeightPanels` brings its own.
///
/// Rows of A are copied, too, into strips in which the numbers that belong together are neighbours and which stay in the
/// second-level cache. Without AVX-512 that is always worth it: the six numbers of a column then stand one after
/// another, and no register is spent on their addresses. With it, it is where rows are long and many panels read them: rows
/// of 256 numbers begin 1,024 bytes apart, and a cache has place for only some lines at such a distance, which push one
/// another out. That gains a tenth (width 384, vocabulary 4,096), and would cost a twentieth where rows are short.
///
/// Each number of the result is a sum of parts, each of which adds 128 products one after another. So it is the same
/// wherever its tile lies: a row does not depend on the rows beside it, not even in its last bit, nor on the shape of tiles.
func multiplyByTiles(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>, stride: Int,
  rows: Int, columns: Int, inner: Int, scale: Float, keep: Float, bias: UnsafePointer<Float>?
) {
  let room = TileRoom.ofThisThread
  let packs = !hasManyRegisters || (!a.isTransposed && a.stride >= 256 && columns >= 512)
  for depth in blocks(of: TileRoom.depth, in: inner) {
    for block in blocks(of: packs ? TileRoom.rows : rows, in: rows) {
      if packs { room.packStrips(of: a, block, depth) }
      for panel in blocks(of: tileColumns, in: columns) {
        let right =
          if let panels = b.panels {
            panels + panelOffset(depth, panel, columns: columns)
          } else {
            room.packPanel(of: b, panel, depth)
          }
        // The first products start from what is kept, and later ones from the sum so far.
        let isFirst = depth.start == 0
        room.multiplyPanel(
          packs ? nil : a, right, block, depth, into: c + panel.start, stride: stride,
          width: panel.count, scale: scale, keep: isFirst ? keep : 1,
          bias: isFirst ? bias.map { $0 + panel.start } : nil)
      }
    }
  }
}

/// Copies all columns of B into panels: those of the first rows, and then of the next, as `multiplyByTiles` needs them.
///
/// - Parameter target: room for `[inner, padded(columns)]`.
func packPanels(
  of b: MatrixView, inner: Int, columns: Int, to target: UnsafeMutablePointer<Float>
) {
  for depth in blocks(of: TileRoom.depth, in: inner) {
    for panel in blocks(of: tileColumns, in: columns) {
      b.transposed.pack(
        panel, depth, width: tileColumns, to: target + panelOffset(depth, panel, columns: columns))
    }
  }
}

/// Where one of the panels begins.
@inline(always)
private func panelOffset(_ depth: Block, _ panel: Block, columns: Int) -> Int {
  depth.start * padded(columns) + panel.start * depth.count
}

/// Memory for a product by tiles. Each thread has its own, which it keeps: a product takes none from the heap.
private struct TileRoom {
  /// Rows of B, and columns of A, that are multiplied before sums go back to memory. A panel then takes at most half of a
  /// first-level cache of 32 KB. It is the same for all processors, as it decides how sums are rounded.
  static let depth = 128
  /// Rows of A that are copied at a time: about 256 KB, for a second-level cache.
  static var rows: Int { blocks(of: tileRows, in: 512).paddedCount }

  /// Strips `[rows / tileRows, depth, tileRows]` of A.
  let strips: UnsafeMutablePointer<Float>
  /// A panel `[depth, tileColumns]` of B.
  let panel: UnsafeMutablePointer<Float>
  /// For `multiplyEdge`: a strip `[depth, tileRows]` of A, a tile, and a bias `[tileColumns]`.
  let corner: UnsafeMutablePointer<Float>

  @inline(always)
  static var ofThisThread: TileRoom {
    let (strips, panel) = (rows * depth, depth * tileColumns)
    let corner = tileRows * (depth + tileColumns) + tileColumns
    guard strips + panel + corner <= 72_000 else { fatalError("no room for a matrix product") }
    let floats = product_room()!
    return TileRoom(
      strips: floats, panel: floats + strips, corner: floats + strips + panel)
  }

  /// Copies rows of A into strips.
  @inline(never)
  func packStrips(of a: MatrixView, _ rows: Block, _ columns: Block) {
    // Read transposed, they stand side by side: some strips at once take whole lines of the cache.
    let together = a.isTransposed ? rows.count / TileRoom.rowsTogether * TileRoom.rowsTogether : 0
    for group in blocks(of: TileRoom.rowsTogether, in: together) {
      packTogether(a, group, from: rows.start, columns)
    }
    for strip in blocks(of: tileRows, in: rows.count - together) {
      let start = together + strip.start
      a.pack(
        strip.moved(by: rows.start + together), columns, width: tileRows,
        to: strips + start * TileRoom.depth)
    }
  }

  /// A number of rows that six and eight divide: whole strips, and where A is transposed, three lines of the cache.
  private static let rowsTogether = 48

  @inline(always)
  private func packTogether(_ a: MatrixView, _ group: Block, from row: Int, _ columns: Block) {
    var source = a.pointer + row + group.start + columns.start * a.stride
    var target = strips + group.start * TileRoom.depth
    for _ in 0..<columns.count {
      for line in slices(TileRoom.rowsTogether) {
        prefetch_to_read(source + 8 * a.stride + line.start)
      }
      for strip in 0..<TileRoom.rowsTogether / tileRows {
        copyNeighbours(
          tileRows, from: source + strip * tileRows,
          to: target + strip * tileRows * TileRoom.depth)
      }
      source += a.stride
      target += tileRows
    }
  }

  /// Copies columns of B into the panel.
  @inline(never)
  func packPanel(of b: MatrixView, _ columns: Block, _ rows: Block) -> UnsafePointer<Float> {
    b.transposed.pack(columns, rows, width: tileColumns, to: panel)
    return UnsafePointer(panel)
  }

  /// The tiles below one another that the panel's columns make.
  ///
  /// - Parameters:
  ///   - a: what to read A's rows from; nil for the strips.
  ///   - b: the panel.
  ///   - depth: the columns of A, rows of B, that are multiplied.
  @inline(never)
  func multiplyPanel(
    _ a: MatrixView?, _ b: UnsafePointer<Float>, _ rows: Block, _ depth: Block,
    into c: UnsafeMutablePointer<Float>,
    stride: Int, width: Int, scale: Float, keep: Float, bias: UnsafePointer<Float>?
  ) {
    for strip in blocks(of: tileRows, in: rows.count) {
      let row = rows.start + strip.start
      var left = UnsafePointer(strips) + strip.start * TileRoom.depth
      var (rowStride, innerStride) = (1, tileRows)
      if let a, strip.count == tileRows {
        (rowStride, innerStride) = a.isTransposed ? (1, a.stride) : (a.stride, 1)
        left = a.pointer + row * rowStride + depth.start * innerStride
      } else if let a {
        a.pack(strip.moved(by: rows.start), depth, width: tileRows, to: corner)
        left = UnsafePointer(corner)
      }
      guard width == tileColumns else {
        multiplyEdge(
          left, rowStride: rowStride, innerStride: innerStride, b, into: c + row * stride,
          stride: stride, height: strip.count, width: width, inner: depth.count, scale: scale,
          keep: keep, bias: bias)
        continue
      }
      // Where strides are constants, the compiler makes faster code.
      multiplyTile(
        left, rowStride: hasManyRegisters ? rowStride : 1,
        innerStride: hasManyRegisters ? innerStride : tileRows, b, stride: tileColumns,
        into: c + row * stride, stride: stride, height: strip.count, inner: depth.count,
        scale: scale, keep: keep, bias: bias)
    }
  }

  /// A tile that sticks out at the right is computed where there is room for a whole one.
  @inline(never)
  private func multiplyEdge(
    _ a: UnsafePointer<Float>, rowStride: Int, innerStride: Int, _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>, stride: Int, height: Int, width: Int, inner: Int,
    scale: Float, keep: Float, bias: UnsafePointer<Float>?
  ) {
    let tile = corner + TileRoom.depth * tileRows
    let columnBias = tile + tileRows * tileColumns
    for j in 0..<width { columnBias[j] = bias?[j] ?? 0 }
    for i in 0..<height where keep != 0 {
      for j in 0..<width { tile[i * tileColumns + j] = c[i * stride + j] }
    }
    multiplyTile(
      a, rowStride: rowStride, innerStride: innerStride, b, stride: tileColumns,
      into: tile, stride: tileColumns, inner: inner, scale: scale, keep: keep,
      bias: bias == nil ? nil : UnsafePointer(columnBias))
    for i in 0..<height {
      for j in 0..<width { c[i * stride + j] = tile[i * tileColumns + j] }
    }
  }
}

extension MatrixView {
  /// Copies a block of at most `width` rows, so that those numbers of a column are neighbours: `[columns, width]`. Zeros
  /// stand for rows that there are not.
  @inline(always)
  fileprivate func pack(
    _ rows: Block, _ columns: Block, width: Int, to target: UnsafeMutablePointer<Float>
  ) {
    let (rowStride, columnStride) = isTransposed ? (1, stride) : (stride, 1)
    let source = pointer + rows.start * rowStride + columns.start * columnStride
    var done = 0
    if rows.count == width, !isTransposed {
      // A line of the cache of each row, and meanwhile those of the rows that come next are fetched.
      while done + vectorWidth <= columns.count {
        for row in width..<2 * width { prefetch_to_read(source + row * stride + done) }
        for line in blocks(of: 4, in: width) {
          // Where four do not divide the width, the last four begin early.
          let line = min(line.start, width - 4)
          for four in blocks(of: 4, in: vectorWidth) {
            let column = done + four.start
            transposeFour(
              source + line * stride + column, stride: stride, to: target + column * width + line,
              stride: width)
          }
        }
        done += vectorWidth
      }
    } else if rows.count == width {
      while done < columns.count {
        prefetch_to_read(source + done * stride + width)
        copyNeighbours(width, from: source + done * stride, to: target + done * width)
        done += 1
      }
    }
    while done < columns.count {
      for i in 0..<width {
        target[done * width + i] =
          i < rows.count ? source[i * rowStride + done * columnStride] : 0
      }
      done += 1
    }
  }
}

/// Copies some floats, at least four: sixteen at a time where those divide them, else four, of which the last may begin
/// early. (`update(from:count:)` would call a function.)
@inline(always)
private func copyNeighbours(
  _ count: Int, from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
) {
  if count % vectorWidth == 0 {
    for slice in slices(count) { target.set(source.vector(at: slice.start), at: slice.start) }
    return
  }
  for four in blocks(of: 4, in: count) {
    let start = min(four.start, count - 4)
    let numbers = UnsafeRawPointer(source + start).loadUnaligned(as: SIMD4<Float>.self)
    UnsafeMutableRawPointer(target + start).storeBytes(of: numbers, as: SIMD4<Float>.self)
  }
}
