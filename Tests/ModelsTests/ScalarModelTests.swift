import Models
import Randomness
import Tensors
import TestSupport
import Testing

@Suite struct ScalarModelTests {
  private func makeScalarModel(_ model: LanguageModel, seed: UInt64 = 3) -> ScalarModel {
    var random = RandomSource(seed: seed)
    return ScalarModel(from: model, using: &random)
  }

  private func scalars(
    _ model: ScalarModel, _ sequences: [[Int32]], rows: [Int32]? = nil
  ) -> [Float] {
    withTape(model.parameters) { tape in
      model(TokenBatch(sequences, on: tape), rows: rows.map { tape.copy($0) }).value.values
    }
  }

  @Test func `the head reads NumPy's numbers off each row`() throws {
    let golden = try Golden.read()
    let model = makeScalarModel(try Golden.makeModel())
    let weight = model.parameters[model.head.weight]
    weight.pointer.update(from: golden.headWeight, count: weight.count)
    model.parameters.fill(model.head.bias, with: golden.headBias)
    expectClose(scalars(model, golden.sequences), golden.scalars.flatMap { $0 })
  }

  @Test func `it starts with the language model's weights, and no longer follows them`() throws {
    let model = makeTinyModel()
    let scalarModel = makeScalarModel(model)
    for parameter in model.parameters.layout {
      let shared = try #require(scalarModel.parameters[parameter.name])
      #expect(shared.values == model.parameters[parameter].values, "\(parameter.name)")
    }
    #expect(
      scalarModel.parameters.layout.suffix(2).map { "\($0.name) \($0.shape)" }
        == ["head.weight [16, 1]", "head.bias [1]"])
    #expect(scalarModel.parameters.count == model.parameters.count + 17)
    let before = scalars(scalarModel, [[1, 2, 3]])
    model.parameters.pointer[16] += 1
    #expect(scalars(scalarModel, [[1, 2, 3]]) == before)
  }

  @Test func `the new head is drawn from N(0, 1 / (width + 1)), its bias is 0`() {
    let model = makeTinyModel()
    let heads = (UInt64(0)..<100).flatMap { seed in
      let scalarModel = makeScalarModel(model, seed: seed)
      #expect(scalarModel.parameters[scalarModel.head.bias].values == [0])
      return scalarModel.parameters[scalarModel.head.weight].values.map(Double.init)
    }
    // Of 1600 numbers; standard errors 0.006 and 0.002.
    let mean = heads.reduce(0, +) / 1600
    #expect(abs(mean) < 0.025)
    let variance = heads.reduce(0) { $0 + $1 * $1 } / 1600
    #expect(abs(variance - 1.0 / 17) < 0.008)
  }

  @Test func `rows pick among the numbers of all tokens`() {
    let model = makeScalarModel(makeTinyModel())
    let sequences = makeSequences(lengths: [4, 3])
    let all = scalars(model, sequences)
    #expect(all.count == 7)
    expectClose(scalars(model, sequences, rows: [6, 3, 0]), [all[6], all[3], all[0]])
  }

  @Test func `rescaling changes the result to gain times it plus shift`() {
    let model = makeScalarModel(makeTinyModel())
    let sequences = makeSequences(lengths: [4, 3])
    let before = scalars(model, sequences)
    model.rescale(gain: 2.5, shift: -0.75)
    expectClose(scalars(model, sequences), before.map { 2.5 * $0 - 0.75 })
    // A second time, now that the bias is not zero: 0.4 (2.5 r − 0.75) + 0.3 = r.
    model.rescale(gain: 0.4, shift: 0.3)
    expectClose(scalars(model, sequences), before)
  }

  @Test func `a copy says the same, and no longer follows`() {
    let model = makeScalarModel(makeTinyModel())
    let copy = model.copy()
    let before = scalars(model, [[1, 2]])
    model.rescale(gain: 3, shift: 1)
    #expect(scalars(copy, [[1, 2]]) == before)
    #expect(scalars(model, [[1, 2]]) != before)
  }

  @Test func `printing it draws its head below the architecture`() {
    var random = RandomSource(seed: 0)
    let model = LanguageModel(TransformerConfiguration(vocabularySize: 208), using: &random)
    let lines = "\(makeScalarModel(model))".split(separator: "\n")
    #expect(lines.first == "Transformer")
    #expect(lines.suffix(2) == ["  head: 64 → 1", "  117,569 parameters"])
  }
}
