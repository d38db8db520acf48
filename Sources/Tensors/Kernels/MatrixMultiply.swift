import COpenBLAS
import CProcessor
import Glibc

/// A matrix that is read: where it starts, and how far one row is from the next.
package struct MatrixView {
  let pointer: UnsafePointer<Float>
  let stride: Int
  let isTransposed: Bool
  /// The same in the panels that tiles multiply by, where they are ready; see `WeightPanels`.
  var panels: UnsafePointer<Float>?

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

  /// Tiles where a register holds eight floats or sixteen (AVX2, AVX-512): on matrices as small as the
  /// lessons' they are faster than OpenBLAS (Benchmarks/README.md), and all such processors then round alike. Elsewhere `sgemm`.
  package static let standard: MatrixProductMethod =
    floats_in_a_register() > 4 && has_fused_multiply_add() ? .tiles : .sgemm

  /// The variable of the environment that names one.
  package static let variable = "TUTOR_MATRIX_PRODUCT"

  /// What this process multiplies by: what the variable names, else the standard. They round differently, which a
  /// training magnifies; each gives the same bits with any number of threads.
  package static let chosen: MatrixProductMethod =
    getenv(variable).flatMap { MatrixProductMethod(rawValue: String(cString: $0)) } ?? standard

  /// Measures products of square matrices on one thread.
  ///
  /// - Returns: GFLOP/s of the fastest of some.
  package func speed(size: Int = 384) -> Double {
    var layout = ParameterLayout()
    let matrices = ["a", "b", "c"].map { layout.add($0, Shape(size, size), .all(1)) }
    let values = Parameters(layout)
    let (a, b, c) = (
      values[matrices[0]].pointer, values[matrices[1]].pointer, values[matrices[2]].pointer
    )
    BLAS.useOneThread()
    var best = 0.0
    for _ in 0..<8 {
      let start = ContinuousClock.now
      multiply(
        MatrixView(a, stride: size), MatrixView(b, stride: size), into: c, stride: size, rows: size,
        columns: size, inner: size, by: self)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      best = max(best, 2e-9 * Double(size * size * size) / seconds)
    }
    return withExtendedLifetime(values) { best }
  }
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
  bias: UnsafePointer<Float>? = nil, by method: MatrixProductMethod = .chosen
) {
  guard rows > 0, columns > 0 else { return }
  if method == .tiles, inner > 0 {
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

  /// Whether it took kernels with vectors of four numbers, though there are wider ones: it does not know the processor.
  package static var isSlow: Bool {
    floats_in_a_register() > 4
      && ["prescott", "core2", "nehalem", "generic"].contains(core.lowercased())
  }
}
