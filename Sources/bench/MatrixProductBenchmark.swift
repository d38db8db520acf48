import Randomness
import Tensors

/// GFLOP/s of matrix products, with one on each thread at a time, as in training: at 1024³, which for `sgemm`
/// is called its peak, at the shapes of the sizes' shards, and where 32 texts are written; by OpenBLAS and by tiles.
func measureMatrixProducts(workers: Workers) -> [Measurement] {
  var shapes = [("peak 1024³", MatrixProduct(rows: 1024, columns: 1024, inner: 1024))]
  for name in BenchmarkSize.Name.allCases {
    let size = BenchmarkSize(name)
    // A batch is divided into two shards.
    let (rows, width) = (size.tokensPerStep / 2, size.model.width)
    shapes += [
      ("\(name) MLP forward", MatrixProduct(rows: rows, columns: 4 * width, inner: width)),
      ("\(name) MLP inputs", MatrixProduct(rows: rows, columns: width, inner: 4 * width)),
      (
        "\(name) MLP weights",
        MatrixProduct(rows: width, columns: 4 * width, inner: rows, transposesLeft: true)
      ),
      ("\(name) generating", MatrixProduct(rows: 32, columns: 4 * width, inner: width)),
      (
        "\(name) logits",
        MatrixProduct(
          rows: rows, columns: size.model.vocabularySize, inner: width, transposesRight: true)
      ),
    ]
  }
  return shapes.flatMap { what, product in
    product.measure(workers: workers).map { method, rates in
      Measurement(
        "gemm", threads: workers.threads, unit: "GFLOP/s", values: rates, what: "\(method) \(what)"
      ) { $0 }
    }
  }
}

private struct MatrixProduct {
  var rows: Int
  var columns: Int
  var inner: Int
  var transposesLeft = false
  var transposesRight = false

  /// GFLOP/s of all threads together, by each method; they are measured in turn.
  func measure(workers: Workers) -> [(MatrixProductMethod, [Double])] {
    var random = RandomSource(seed: 0, stream: "gemm")
    let operands = (0..<workers.threads).map { _ in Operands(self, using: &random) }
    func multiplyAll(_ count: Int, by method: MatrixProductMethod) -> Double {
      let start = now()
      workers.forEach(workers.threads) { thread in
        for _ in 0..<count { operands[thread].multiply(self, by: method) }
      }
      return now() - start
    }
    var rates = MatrixProductMethod.allCases.map { ($0, [Double]()) }
    for (method, _) in rates { _ = multiplyAll(3, by: method) }
    let count = max(1, Int(0.05 / multiplyAll(1, by: .tiles)))
    let work = 2e-9 * Double(rows * columns * inner * count * workers.threads)
    for _ in 0..<9 {
      for index in rates.indices {
        rates[index].1.append(work / multiplyAll(count, by: rates[index].0))
      }
    }
    return rates
  }
}

/// What one thread multiplies.
private struct Operands: Sendable {
  private let values: Parameters
  private let left, right, result: Parameter

  init(_ product: MatrixProduct, using random: inout RandomSource) {
    var layout = ParameterLayout()
    left = layout.add("left", Shape(product.rows, product.inner))
    right = layout.add("right", Shape(product.inner, product.columns))
    result = layout.add("result", Shape(product.rows, product.columns))
    values = Parameters(layout)
    values.fill(left, deviation: 1, using: &random)
    values.fill(right, deviation: 1, using: &random)
  }

  func multiply(_ product: MatrixProduct, by method: MatrixProductMethod) {
    let a = unsafe values[left].pointer
    let b = unsafe values[right].pointer
    unsafe Tensors.multiply(
      MatrixView(
        a, stride: product.transposesLeft ? product.rows : product.inner,
        isTransposed: product.transposesLeft),
      MatrixView(
        b, stride: product.transposesRight ? product.inner : product.columns,
        isTransposed: product.transposesRight),
      into: values[result].pointer, stride: product.columns,
      rows: product.rows, columns: product.columns, inner: product.inner, by: method)
  }
}
