import Glibc
import Randomness
import Tensors
import TestSupport
import Testing

@Suite struct AttentionTests {
  // One sequence is longer than two tiles of queries (32), one has a single token.
  private let lengths: [Int32] = [3, 70, 1, 5]
  private let starts: [Int32] = [0, 3, 73, 74]
  private let rows = 79
  private let heads = 2
  private let width = 8

  /// Queries, keys and values of all rows, `[rows, 3 × width]`.
  private var packed: Parameters {
    makeParameters(["packed": Shape(rows, 3 * width)], seed: 7)
  }

  private func attend(_ packed: Parameters, isCausal: Bool) -> [Float] {
    let tape = Tape(packed)
    let layout = SequenceLayout(lengths: lengths, on: tape)
    return tape["packed"].attention(layout: layout, heads: heads, isCausal: isCausal)
      .result.value.values
  }

  /// The results with one number of one row of keys, values or queries moved.
  private func attend(movingRow row: Int, column: Int, isCausal: Bool) -> [Float] {
    let moved = packed
    moved[moved.parameter("packed")].row(row)[column] += 3
    return attend(moved, isCausal: isCausal)
  }

  @Test(arguments: [true, false]) func `rows of weights sum to one`(isCausal: Bool) throws {
    let tape = Tape(packed)
    let layout = SequenceLayout(lengths: lengths, on: tape)
    let (_, weights) = tape["packed"].attention(layout: layout, heads: heads, isCausal: isCausal)
    for (sequence, length) in lengths.enumerated() {
      for head in 0..<heads {
        let map = weights[sequence: sequence, head: head]
        #expect(map.shape == Shape(Int(length), Int(length)))
        for query in 0..<Int(length) {
          let row = (0..<Int(length)).map { Double(map[query, $0]) }
          expectClose(row.reduce(0, +), 1.0, relative: 1e-6)
          try #require(row.allSatisfy { $0 >= 0 })
          if isCausal { try #require(row.dropFirst(query + 1).allSatisfy { $0 == 0 }) }
        }
      }
    }
  }

  // The sequences are the rows 0..<3, 3..<73, 73 and 74..<79; the long one's third tile
  // starts at row 67.
  @Test(arguments: [0, 1, 2, 3, 10, 66, 67, 70, 72, 73, 74, 78])
  func `causal results before a token do not depend on it`(row: Int) throws {
    let before = attend(packed, isCausal: true)
    for column in [0, width, 2 * width] {  // its query, key and value
      let after = attend(movingRow: row, column: column, isCausal: true)
      try #require(after.prefix(row * width) == before.prefix(row * width))
    }
  }

  @Test(arguments: [true, false]) func `sequences do not see each other`(isCausal: Bool) {
    let before = attend(packed, isCausal: isCausal)
    for (start, length) in zip(starts, lengths) {
      let first = Int(start) * width
      let end = Int(start + length) * width
      let value = attend(movingRow: Int(start), column: 2 * width, isCausal: isCausal)
      #expect(value[first..<end] != before[first..<end])
      for column in [0, width, 2 * width] {
        let after = attend(movingRow: Int(start), column: column, isCausal: isCausal)
        #expect(after[..<first] == before[..<first])
        #expect(after[end...] == before[end...])
      }
    }
  }

  @Test func `bidirectional results depend on later tokens`() throws {
    let before = attend(packed, isCausal: false)
    let after = attend(movingRow: 72, column: 2 * width, isCausal: false)
    for row in 3..<73 { try #require(after[row * width] != before[row * width]) }
  }

  @Test func `a token that is alone gets its own value`() {
    let result = attend(packed, isCausal: true)
    let own = packed[packed.parameter("packed")].row(73) + 2 * width
    expectClose(
      Array(result[73 * width..<74 * width]),
      Array(UnsafeBufferPointer(start: own, count: width)), relative: 1e-6)
  }

  @Test func `equal keys share the attention equally`() {
    let parameters = packed
    let tensor = parameters[parameters.parameter("packed")]
    for row in 0..<rows {
      for column in width..<2 * width { tensor.row(row)[column] = 1 }
    }
    let tape = Tape(parameters)
    let layout = SequenceLayout(lengths: lengths, on: tape)
    let map = tape["packed"].attention(layout: layout, heads: heads, isCausal: true)
      .weights[sequence: 3, head: 1]
    for query in 0..<5 {
      let row = (0...query).map { map[query, $0] }
      expectClose(row, Array(repeating: 1 / Float(query + 1), count: query + 1), relative: 1e-6)
    }
  }

  @Test(arguments: [true, false]) func `nobody but itself sees a hidden token`(
    isCausal: Bool
  ) throws {
    let hidden = (0..<rows).map { [1, 3 + 5, 3 + 65, 74].contains($0) }
    let tape = Tape(packed)
    let layout = SequenceLayout(lengths: lengths, hidden: hidden, on: tape)
    let weights = tape["packed"].attention(layout: layout, heads: heads, isCausal: isCausal)
      .weights
    for (sequence, start) in starts.enumerated() {
      let map = weights[sequence: sequence, head: 1]
      for query in 0..<map.rows {
        let row = (0..<map.columns).map { map[query, $0] }
        expectClose(row.reduce(0, +), 1, relative: 1e-5)
        for (place, weight) in row.enumerated() {
          let isSeen = !hidden[Int(start) + place] || place == query
          try #require((weight > 1e-30) == (isSeen && (!isCausal || place <= query)))
        }
      }
    }
  }

  @Test func `hiding nothing changes nothing`() {
    let tape = Tape(packed)
    let nothing = SequenceLayout(
      lengths: lengths, hidden: Array(repeating: false, count: rows), on: tape)
    let result = tape["packed"].attention(layout: nothing, heads: heads, isCausal: true)
    #expect(result.result.value.values == attend(packed, isCausal: true))
  }

  // Heads of less than, exactly and more than one tile's columns, in sequences likewise.
  @Test(arguments: [16, 20, 32, 40, 64], [true, false])
  func `heads of any size attend as plain attention does`(headSize: Int, isCausal: Bool) {
    let lengths: [Int32] = [32, 64, 33, 1]
    let packed = makeParameters(["packed": Shape(130, 6 * headSize)], deviation: 0.7)
    let tape = Tape(packed)
    let layout = SequenceLayout(lengths: lengths, on: tape)
    let result = tape["packed"].attention(layout: layout, heads: 2, isCausal: isCausal).result
    let expected = plainAttention(
      packed[packed.parameter("packed")], lengths: lengths, heads: 2, isCausal: isCausal)
    expectClose(result.value.values, expected, relative: 2e-6)
  }

  // Worked by hand, so that the plain form is held by more than the fast one: q · k / √4 is ln 3 and 0.
  @Test func `plain attention weighs the values as the formula says`() {
    let keys = [[2 * log(3.0), 0, 0, 0], [0, 1, 0, 0]]
    let queries = [[1.0, 0, 0, 0], [1, 0, 0, 0]]
    let values = [[4.0, 8], [0, -8]]
    func attend(isCausal: Bool) -> [[Double]] {
      plainAttention(queries: queries, keys: keys, values: values, isCausal: isCausal)
    }
    expectClose(attend(isCausal: false).flatMap { $0 }, [3, 4, 3, 4], relative: 1e-12)
    expectClose(attend(isCausal: true).flatMap { $0 }, [4, 8, 3, 4], relative: 1e-12)
  }

  @Test(arguments: [20, 32, 40], [true, false])
  func `the gradient of heads of any size is the central difference`(
    headSize: Int, isCausal: Bool
  ) {
    let packed = makeParameters(["packed": Shape(66, 3 * headSize)], deviation: 0.7)
    var random = RandomSource(seed: 3)
    let places = (0..<40).map { _ in
      (parameter: packed.parameter("packed"), index: random.below(66 * 3 * headSize))
    }
    // The loss, of some hundreds, is rounded by 3 · 10⁻⁵.
    let comparisons = checkGradient(of: packed, step: 2e-2, scale: 0.2, at: places) { tape in
      let layout = SequenceLayout(lengths: [32, 1, 33], on: tape)
      return tape["packed"].attention(layout: layout, heads: 1, isCausal: isCausal)
        .result.spread
    }
    #expect(comparisons.allSatisfy { $0.relativeError < 0.02 }, "\(comparisons[0])")
  }
}
