import Tensors
import TestSupport
import Testing

@Suite struct AttentionTests {
  // One sequence is longer than a block of queries (64), one has a single token.
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
    return tape.attention(tape["packed"], layout: layout, heads: heads, isCausal: isCausal)
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
    let (_, weights) = tape.attention(
      tape["packed"], layout: layout, heads: heads, isCausal: isCausal)
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

  // The sequences are the rows 0..<3, 3..<73, 73 and 74..<79; the long one's second block starts
  // at row 67.
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
    let map = tape.attention(tape["packed"], layout: layout, heads: heads, isCausal: true)
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
    let weights = tape.attention(
      tape["packed"], layout: layout, heads: heads, isCausal: isCausal
    ).weights
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
    let result = tape.attention(tape["packed"], layout: nothing, heads: heads, isCausal: true)
    #expect(result.result.value.values == attend(packed, isCausal: true))
  }
}
