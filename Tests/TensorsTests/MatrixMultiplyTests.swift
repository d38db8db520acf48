import Randomness
import Tensors
import TestSupport
import Testing

@Suite struct MatrixMultiplyTests {
  /// A product of random matrices whose rows have room after them.
  struct Case: CustomTestStringConvertible {
    var rows: Int
    var columns: Int
    var inner: Int
    var transposesA = false
    var transposesB = false

    var testDescription: String {
      "[\(rows), \(inner)]\(transposesA ? "ᵀ" : "") · [\(inner), \(columns)]\(transposesB ? "ᵀ" : "")"
    }

    static let all =
      [
        // Whole tiles, and edges to the right, at the bottom and at both.
        (8, 32, 4), (16, 64, 20), (9, 32, 5), (8, 33, 5), (7, 31, 3), (1, 16, 1), (13, 75, 40),
        // Deeper than a panel, up to its bounds.
        (8, 32, 128), (11, 40, 129), (24, 96, 300),
        // More rows than are copied at a time, and rows so wide that all copy them.
        (523, 17, 130), (9, 515, 260),
        // Narrower than a vector.
        (5, 1, 7), (12, 15, 9),
      ].flatMap { rows, columns, inner in
        [(false, false), (false, true), (true, false), (true, true)].map {
          Case(
            rows: rows, columns: columns, inner: inner, transposesA: $0.0, transposesB: $0.1)
        }
      }
  }

  private func numbers(_ count: Int, _ stream: String) -> [Float] {
    var random = RandomSource(seed: 5, stream: stream)
    return (0..<count).map { _ in Float(random.normal()) }
  }

  /// `Tensors.multiply` on arrays.
  private func multiply(
    _ a: [Float], _ b: [Float], into c: inout [Float], strides: (a: Int, b: Int, c: Int),
    _ the: Case, scale: Float = 1, keep: Float = 0, bias: [Float]? = nil,
    by method: MatrixProductMethod
  ) {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        (bias ?? []).withUnsafeBufferPointer { numbers in
          c.withUnsafeMutableBufferPointer { c in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else {
              return
            }
            Tensors.multiply(
              MatrixView(a, stride: strides.a, isTransposed: the.transposesA),
              MatrixView(b, stride: strides.b, isTransposed: the.transposesB),
              into: c, stride: strides.c, rows: the.rows, columns: the.columns,
              inner: the.inner, scale: scale, keep: keep,
              bias: bias == nil ? nil : numbers.baseAddress, by: method)
          }
        }
      }
    }
  }

  /// The product by the method, by sums in double precision, and by sums as tiles round them: of 128 products, each added
  /// without rounding it first; with what lies beside C's rows.
  private func multiply(
    _ the: Case, by method: MatrixProductMethod, scale: Float, keep: Float, hasBias: Bool
  ) -> (result: [Float], expected: [Float], rounded: [Float]) {
    let gap = 3
    let strideA = (the.transposesA ? the.rows : the.inner) + gap
    let strideB = (the.transposesB ? the.inner : the.columns) + gap
    let strideC = the.columns + gap
    let a = numbers(strideA * (the.transposesA ? the.inner : the.rows), "a")
    let b = numbers(strideB * (the.transposesB ? the.columns : the.inner), "b")
    let bias = numbers(the.columns, "bias")
    let before = numbers(strideC * the.rows, "c")
    var (expected, rounded) = (before, before)
    for row in 0..<the.rows {
      for column in 0..<the.columns {
        let place = row * strideC + column
        var sum = 0.0
        var total = hasBias ? bias[column] : 0
        if keep != 0 { total.addProduct(before[place], keep) }
        var part: Float = 0
        for k in 0..<the.inner {
          let left = a[the.transposesA ? k * strideA + row : row * strideA + k]
          let right = b[the.transposesB ? column * strideB + k : k * strideB + column]
          sum += Double(left) * Double(right)
          part.addProduct(left, right)
          if (k + 1).isMultiple(of: 128) || k + 1 == the.inner {
            total.addProduct(part, scale)
            part = 0
          }
        }
        let old = keep == 0 ? 0 : Double(keep) * Double(before[place])
        expected[place] =
          Float(Double(scale) * sum + old + (hasBias ? Double(bias[column]) : 0))
        rounded[place] = total
      }
    }
    var result = before
    multiply(
      a, b, into: &result, strides: (strideA, strideB, strideC), the, scale: scale, keep: keep,
      bias: hasBias ? bias : nil, by: method)
    return (result, expected, rounded)
  }

  private static let settings: [(scale: Float, keep: Float, hasBias: Bool)] = [
    (1, 0, false), (1, 1, false), (0.5, 0, true), (-2, 1, true), (1, 0.25, true),
  ]

  @Test(arguments: MatrixProductMethod.allCases, Case.all)
  func `each method gives the product, and touches nothing beside it`(
    method: MatrixProductMethod, the: Case
  ) {
    for (scale, keep, hasBias) in Self.settings {
      let (result, expected, _) = multiply(
        the, by: method, scale: scale, keep: keep, hasBias: hasBias)
      expectClose(result, expected, relative: 2e-6, "scale \(scale), keep \(keep)")
    }
  }

  @Test(
    .enabled(if: MatrixProductMethod.standard == .tiles, "multiplies and adds in two steps"),
    arguments: Case.all)
  func `tiles round alike on all processors`(the: Case) {
    for (scale, keep, hasBias) in Self.settings {
      let (result, _, rounded) = multiply(
        the, by: .tiles, scale: scale, keep: keep, hasBias: hasBias)
      #expect(result == rounded, "scale \(scale), keep \(keep)")
    }
  }

  @Test(arguments: MatrixProductMethod.allCases)
  func `what was not a number is overwritten`(method: MatrixProductMethod) {
    var c = [Float](repeating: .nan, count: 9 * 40)
    let ones = [Float](repeating: 1, count: 400)
    multiply(
      ones, ones, into: &c, strides: (10, 40, 40), Case(rows: 9, columns: 40, inner: 10),
      by: method)
    #expect(c == Array(repeating: 10, count: 360))
  }

  @Test func `tiles give a row the same bits wherever it stands`() {
    let (rows, columns, inner) = (21, 70, 150)
    let a = numbers(rows * inner, "a")
    let b = numbers(inner * columns, "b")
    let bias = numbers(columns, "bias")
    func product(of range: Range<Int>) -> [Float] {
      var c = [Float](repeating: 0, count: range.count * columns)
      multiply(
        Array(a[range.lowerBound * inner..<range.upperBound * inner]), b, into: &c,
        strides: (inner, columns, columns),
        Case(rows: range.count, columns: columns, inner: inner), bias: bias, by: .tiles)
      return c
    }
    let whole = product(of: 0..<rows)
    for range in [0..<1, 5..<14, 8..<16, 20..<21] {
      #expect(
        product(of: range)
          == Array(whole[range.lowerBound * columns..<range.upperBound * columns]))
    }
  }
}
