import Tensors
import TestSupport
import Testing

@Suite struct CachedAttentionTests {
  private let heads = 2

  /// Writes two texts token by token through a cache of three slots and two layers, after prompts
  /// of different lengths, and compares each new row with plain attention over the whole text.
  ///
  /// Positions go in vectors of sixteen: the last texts cross from the first to the second, and from the
  /// second to the third.
  @Test(arguments: [[1, 1], [4, 1], [2, 7], [15, 31]], [3, 20])
  func `attention over a cache equals plain attention over the whole text`(
    prompts: [Int], headSize: Int
  ) {
    let width = heads * headSize
    let lengths = prompts.map { $0 + 2 }
    let layers = (0..<2).map { layer in
      makeParameters(["text": Shape(lengths[0] + lengths[1], 3 * width)], seed: UInt64(layer))
    }
    let counts = Tape(layers[0])
    let cache = KeyValueCache(
      slots: 3, layers: 2, heads: heads, headSize: headSize, capacity: 40)
    cache.active = [2, 0]
    #expect(cache.isEmpty)
    let promptLengths = prompts.map(Int32.init)
    for (layer, parameters) in layers.enumerated() {
      let tape = Tape(parameters)
      let rows = (0..<prompts[0]).map(Int32.init) + (0..<prompts[1]).map { Int32(lengths[0] + $0) }
      let layout = SequenceLayout(lengths: promptLengths, on: tape)
      cache.store(tape["text"].rows(at: rows), layout: layout, layer: layer)
    }
    cache.advance(by: counts.copy(promptLengths))
    #expect(!cache.isEmpty)
    #expect(cache.lengths == [prompts[1], 0, prompts[0]])

    for step in 0..<2 {
      for (layer, parameters) in layers.enumerated() {
        let tape = Tape(parameters)
        let rows = [Int32(prompts[0] + step), Int32(lengths[0] + prompts[1] + step)]
        let expected = plainAttention(
          parameters[parameters.parameter("text")], lengths: lengths.map(Int32.init), heads: heads,
          isCausal: true)
        let result = tape["text"].rows(at: rows).attention(cache: cache, layer: layer)
        expectClose(
          result.value.values, rows.flatMap { expected[Int($0) * width..<(Int($0) + 1) * width] },
          relative: 1e-5)
      }
      cache.advance(by: counts.copy([1, 1]))
    }
    #expect(cache.lengths == [prompts[1] + 2, 0, prompts[0] + 2])
  }
}
