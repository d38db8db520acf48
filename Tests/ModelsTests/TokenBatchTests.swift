import Models
import Tensors
import Testing

@Suite struct TokenBatchTests {
  private let noParameters = Parameters(ParameterLayout())

  @Test func `sequences lie end to end, each counted from its own start`() {
    withTape(noParameters) { tape in
      let batch = TokenBatch([[5, 6, 7], [8], [9, 10]], on: tape)
      #expect(Array(batch.ids) == [5, 6, 7, 8, 9, 10])
      #expect(Array(batch.positions) == [0, 1, 2, 0, 0, 1])
      #expect(Array(batch.layout.lengths) == [3, 1, 2])
      #expect(Array(batch.layout.starts) == [0, 3, 4])
      #expect(Array(batch.lastRows) == [2, 3, 5])
    }
  }

  @Test func `a slice of sequences makes a batch too`() {
    withTape(noParameters) { tape in
      let batch = TokenBatch([[1], [2, 3], [4, 5]][1...], on: tape)
      #expect(Array(batch.ids) == [2, 3, 4, 5])
      #expect(Array(batch.lastRows) == [1, 3])
    }
  }

  @Test func `responses are predicted from the last token of their prompts on`() {
    withTape(noParameters) { tape in
      let (batch, rows) = TokenBatch.predicting(
        [[7, 8, 9], [], [6]], after: [[0, 1, 2], [4], [5]], on: tape)
      #expect(Array(batch.ids) == [0, 1, 2, 7, 8, 4, 5])
      #expect(Array(batch.layout.lengths) == [5, 1, 1])
      #expect(Array(rows) == [2, 3, 4, 6])
    }
  }

  @Test(arguments: [0, 1, 2, 5, 7, 64]) func `shards cover a batch, in order and evenly`(count: Int)
  {
    let items = Array(-3..<count)[3...]
    for shards in 1...5 {
      let ranges = (0..<shards).map { items.shard($0, of: shards) }
      #expect(ranges.flatMap { items[$0] } == Array(0..<count))
      let sizes = ranges.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
  }
}
