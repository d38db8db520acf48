import COpenBLAS
import CProcessor

/// A matrix that is read: where it starts, and how far one row is from the next.
package struct MatrixView {
  let pointer: UnsafePointer<Float>
  let stride: Int
  let isTransposed: Bool

  package init(_ pointer: UnsafePointer<Float>, stride: Int, isTransposed: Bool = false) {
    self.pointer = pointer
    self.stride = stride
    self.isTransposed = isTransposed
  }

  init(_ tensor: Tensor) {
    self.init(UnsafePointer(tensor.pointer), stride: tensor.columns)
  }

  /// The same memory, read with rows and columns exchanged.
  package var transposed: MatrixView {
    MatrixView(pointer, stride: stride, isTransposed: !isTransposed)
  }
}

/// How matrices are multiplied.
package enum MatrixProductMethod: String, Sendable, CaseIterable {
  /// OpenBLAS's `sgemm`: assembly for each family of processors.
  case sgemm
  /// `multiplyByTiles`, which the compiler turns into the widest instructions that it may use.
  case tiles

  /// What is faster on the matrices of this course: tiles where a register holds sixteen floats (AVX-512).
  /// Where it holds fewer, the sums of a tile do not fit into the registers, and `sgemm` wins;
  /// Benchmarks/README.md has the figures.
  package static let fastest: MatrixProductMethod =
    floats_in_a_register() >= vectorWidth ? .tiles : .sgemm
}

/// C = scale · A · B + keep · C + bias.
///
/// - Parameters:
///   - rows: rows of A and C.
///   - columns: columns of B and C.
///   - inner: columns of A, rows of B.
///   - keep: 0 overwrites C, 1 adds to it.
///   - bias: a number for each column, which is added to all rows; nil for none.
package func multiply(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>, stride: Int,
  rows: Int, columns: Int, inner: Int, scale: Float = 1, keep: Float = 0,
  bias: UnsafePointer<Float>? = nil, by method: MatrixProductMethod = .fastest
) {
  guard rows > 0, columns > 0 else { return }
  // Below sixteen columns, more than half of a tile would be nothing.
  if method == .tiles, columns >= vectorWidth, inner > 0 {
    return multiplyByTiles(
      a, b, into: c, stride: stride, rows: rows, columns: columns, inner: inner, scale: scale,
      keep: keep, bias: bias)
  }
  if let bias {
    for row in 0..<rows {
      let target = c + row * stride
      for column in 0..<columns {
        target[column] = (keep == 0 ? 0 : keep * target[column]) + bias[column]
      }
    }
  }
  cblas_sgemm(
    CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
    b.isTransposed ? CblasTrans : CblasNoTrans,
    blasint(rows), blasint(columns), blasint(inner), scale,
    a.pointer, blasint(a.stride), b.pointer, blasint(b.stride), bias == nil ? keep : 1, c,
    blasint(stride))
}

/// OpenBLAS as this process found it.
package enum BLAS {
  /// Keeps OpenBLAS from starting threads of its own: the course's workers each call it at the same
  /// time, and its threads lose more on matrices this small than they win.
  package static func useOneThread() {
    _ = oneThread
  }

  /// Runs when it is first read, once a process.
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// For example `OpenBLAS 0.3.21 … Haswell MAX_THREADS=64`.
  package static var configuration: String { String(cString: openblas_get_config()) }

  /// How many threads OpenBLAS itself may use for one product.
  package static var threads: Int { Int(openblas_get_num_threads()) }

  /// The processor family whose kernels were chosen, for example `SkylakeX`.
  package static var core: String { String(cString: openblas_get_corename()) }
}
