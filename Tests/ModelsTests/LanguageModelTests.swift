import Models
import Randomness
import Tensors
import Testing

@Suite struct LanguageModelTests {
  private func makeModel(seed: UInt64 = 0, _ configuration: TransformerConfiguration)
    -> LanguageModel
  {
    var random = RandomSource(seed: seed)
    return LanguageModel(configuration, using: &random)
  }

  @Test func `the parameters have these names and shapes, in this order`() {
    let model = makeModel(
      TransformerConfiguration(vocabularySize: 9, width: 4, layers: 2, heads: 2, contextLength: 6))
    #expect(
      model.parameters.layout.map { "\($0.name) \($0.shape)" }
        == """
        token_embedding.weight [9, 4]
        position_embedding.weight [6, 4]
        blocks.0.attention_norm.weight [4]
        blocks.0.attention_norm.bias [4]
        blocks.0.attention.qkv.weight [4, 12]
        blocks.0.attention.qkv.bias [12]
        blocks.0.attention.output.weight [4, 4]
        blocks.0.attention.output.bias [4]
        blocks.0.mlp_norm.weight [4]
        blocks.0.mlp_norm.bias [4]
        blocks.0.mlp.input.weight [4, 16]
        blocks.0.mlp.input.bias [16]
        blocks.0.mlp.output.weight [16, 4]
        blocks.0.mlp.output.bias [4]
        blocks.1.attention_norm.weight [4]
        blocks.1.attention_norm.bias [4]
        blocks.1.attention.qkv.weight [4, 12]
        blocks.1.attention.qkv.bias [12]
        blocks.1.attention.output.weight [4, 4]
        blocks.1.attention.output.bias [4]
        blocks.1.mlp_norm.weight [4]
        blocks.1.mlp_norm.bias [4]
        blocks.1.mlp.input.weight [4, 16]
        blocks.1.mlp.input.bias [16]
        blocks.1.mlp.output.weight [16, 4]
        blocks.1.mlp.output.bias [4]
        final_norm.weight [4]
        final_norm.bias [4]
        """.split(separator: "\n").map(String.init))
  }

  /// V d + C d + L (12 d² + 13 d) + 2 d: for 208 tokens
  /// 13,312 + 4,096 + 2 · 49,984 + 128 = 117,504.
  @Test(arguments: [
    (TransformerConfiguration(vocabularySize: 208), 117_504),
    (
      TransformerConfiguration(
        vocabularySize: 9, width: 4, layers: 3, heads: 2, contextLength: 6),
      36 + 24 + 3 * 244 + 8
    ),
  ]) func `the number of parameters follows from the size`(
    configuration: TransformerConfiguration, count: Int
  ) {
    let (v, d) = (configuration.vocabularySize, configuration.width)
    let formula =
      v * d + configuration.contextLength * d + configuration.layers * (12 * d * d + 13 * d) + 2 * d
    #expect(formula == count)
    #expect(makeModel(configuration).parameters.count == count)
  }

  @Test func `printing a model draws its architecture`() {
    let model = makeModel(TransformerConfiguration(vocabularySize: 208))
    #expect(
      "\(model)" == """
        Transformer
          token embedding      208 tokens × 64, also reads out the logits
          position embedding   64 positions × 64
          2 × Block
            LayerNorm → attention, 4 heads of 16 → + residual
            LayerNorm → 64 → 256 → GELU → 64 → + residual
          LayerNorm
          117,504 parameters
        """)
  }

  @Test(arguments: [
    (1, "29"), (8, "904"), (9, "1,125"), (64, "50,240"), (320, "1,234,240"),
  ]) func `large numbers of parameters have separators`(width: Int, count: String) {
    // One token, one position, one layer: d + d + (12 d² + 13 d) + 2 d = 12 d² + 17 d.
    let model = makeModel(
      TransformerConfiguration(
        vocabularySize: 1, width: width, layers: 1, heads: 1, contextLength: 1))
    #expect("\(model)".hasSuffix("\n  \(count) parameters"))
  }

  @Test func `a new model's weights are small, its gains 1 and its biases 0`() throws {
    let model = makeModel(TransformerConfiguration(vocabularySize: 208))
    func deviation(_ name: String) throws -> Double {
      let values = try #require(model.parameters[name]).values.map(Double.init)
      return (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    }
    for name in ["token_embedding", "blocks.1.attention.qkv", "blocks.0.mlp.input"] {
      #expect(abs(try deviation(name + ".weight") - 0.02) < 0.001)
    }
    // What writes to the residual stream is smaller by √(2 layers).
    for name in ["blocks.0.attention.output", "blocks.1.mlp.output"] {
      #expect(abs(try deviation(name + ".weight") - 0.01) < 0.0005)
    }
    for parameter in model.parameters.layout where parameter.shape.rank == 1 {
      let expected: Float = parameter.name.hasSuffix("norm.weight") ? 1 : 0
      #expect(model.parameters[parameter].values.allSatisfy { $0 == expected }, "\(parameter.name)")
    }
  }

  @Test func `one seed gives one model, another seed another`() {
    #expect(makeTinyModel(seed: 4).parameters.values == makeTinyModel(seed: 4).parameters.values)
    #expect(makeTinyModel(seed: 4).parameters.values != makeTinyModel(seed: 5).parameters.values)
  }

  @Test func `a copy says the same, and no longer follows`() {
    let model = makeTinyModel()
    let copy = model.copy()
    let sequences = makeSequences(lengths: [8])
    let before = model.logits(sequences)
    #expect(copy.logits(sequences) == before)
    model.parameters.pointer[40] += 1
    #expect(copy.logits(sequences) == before)
    #expect(model.logits(sequences) != before)
    #expect(copy.configuration == model.configuration)
  }

  @Test func `a width that heads cannot share ends the program`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomSource(seed: 0)
      _ = LanguageModel(
        TransformerConfiguration(vocabularySize: 9, width: 6, heads: 4), using: &random)
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("4 heads cannot share a width of 6"))
  }
}
