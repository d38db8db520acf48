import Tensors
import TestSupport
import Testing

@Suite struct CachedAttentionTests {
  private let heads = 2

  /// Writes two texts token by token through a cache of three slots and two layers, after prompts
  /// of different lengths, and compares each new row with attention over the whole text.
  ///
  /// Positions go in vectors of sixteen: the last texts cross from the first to the second, and from the
  /// second to the third.
  @Test(arguments: [[1, 1], [4, 1], [2, 7], [15, 31]], [3, 20])
  func `attention over a cache equals attention over the whole text`(
    prompts: [Int], headSize: Int
  ) {
    let width = heads * headSize
    let lengths = prompts.map { $0 + 2 }
    let slots = [2, 0]
    let layers = (0..<2).map { layer in
      makeParameters(["text": Shape(lengths[0] + lengths[1], 3 * width)], seed: UInt64(layer))
    }
    let cache = KeyValueCache(
      slots: 3, layers: 2, heads: heads, headSize: headSize, capacity: 40)
    let promptLengths = prompts.map(Int32.init)
    for (layer, parameters) in layers.enumerated() {
      let tape = Tape(parameters)
      let rows = (0..<prompts[0]).map(Int32.init) + (0..<prompts[1]).map { Int32(lengths[0] + $0) }
      let layout = SequenceLayout(lengths: promptLengths, on: tape)
      cache.store(tape.rows(tape["text"], at: rows), layout: layout, layer: layer, slots: slots)
    }
    cache.advance(slots, by: promptLengths)
    #expect(cache.lengths == [prompts[1], 0, prompts[0]])

    for step in 0..<2 {
      for (layer, parameters) in layers.enumerated() {
        let tape = Tape(parameters)
        let rows = [Int32(prompts[0] + step), Int32(lengths[0] + prompts[1] + step)]
        let layout = SequenceLayout(lengths: lengths.map(Int32.init), on: tape)
        let whole = tape.attention(tape["text"], layout: layout, heads: heads, isCausal: true)
        let expected = tape.rows(whole.result, at: rows)
        let result = tape.attention(
          tape.rows(tape["text"], at: rows), cache: cache, layer: layer, slots: slots)
        expectClose(result.value.values, expected.value.values, relative: 1e-5)
      }
      cache.advance(slots, by: [1, 1])
    }
    #expect(cache.lengths == [prompts[1] + 2, 0, prompts[0] + 2])
  }
}
