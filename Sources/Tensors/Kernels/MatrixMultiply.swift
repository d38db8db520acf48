import COpenBLAS

/// A matrix that is read by OpenBLAS: where it starts, and how far one row is from the next.
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

/// C = scale · A · B + keep · C, by OpenBLAS's `sgemm`.
///
/// - Parameters:
///   - rows: rows of A and C.
///   - columns: columns of B and C.
///   - inner: columns of A, rows of B.
///   - keep: 0 overwrites C, 1 adds to it.
@inline(__always)
package func multiply(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>, stride: Int,
  rows: Int, columns: Int, inner: Int, scale: Float = 1, keep: Float = 0
) {
  guard rows > 0, columns > 0 else { return }
  cblas_sgemm(
    CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
    b.isTransposed ? CblasTrans : CblasNoTrans,
    blasint(rows), blasint(columns), blasint(inner), scale,
    a.pointer, blasint(a.stride), b.pointer, blasint(b.stride), keep, c, blasint(stride))
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
