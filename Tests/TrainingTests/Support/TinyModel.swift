import Models
import Randomness
import Tensors

/// A model of a size that a test runs in no time.
func makeTinyModel(
  vocabularySize: Int = 12, width: Int = 16, layers: Int = 1, deviation: Double = 0.1,
  seed: UInt64 = 1
) -> LanguageModel {
  var random = RandomSource(seed: seed)
  return LanguageModel(
    TransformerConfiguration(
      vocabularySize: vocabularySize, width: width, layers: layers, heads: 2, contextLength: 16,
      initialDeviation: deviation),
    using: &random)
}

/// A model that says the same after any text: of three tokens, with probabilities 1/8, 2/8 and 5/8.
///
/// The final norm's gain is 0 and its bias (1, 0), so that the logits are the first column of the
/// token embedding: ln 1, ln 2 and ln 5.
func makeConstantModel() -> LanguageModel {
  var random = RandomSource(seed: 1)
  let model = LanguageModel(
    TransformerConfiguration(
      vocabularySize: 3, width: 2, layers: 1, heads: 1, contextLength: 8, initialDeviation: 0.3),
    using: &random)
  let transformer = model.transformer
  model.parameters.fill(transformer.finalNorm.gain, with: 0)
  model.parameters[transformer.finalNorm.bias].pointer.update(from: [1, 0], count: 2)
  model.parameters[transformer.tokenEmbedding].pointer.update(
    from: [0, 0.3, 0.693_147_18, -0.2, 1.609_437_9, 0.7], count: 6)
  return model
}

/// Random tokens, in sequences of the given lengths.
func makeSequences(
  lengths: some Sequence<Int>, vocabularySize: Int = 12, seed: UInt64 = 2
) -> [[Int32]] {
  var random = RandomSource(seed: seed)
  return lengths.map { length in (0..<length).map { _ in Int32(random.below(vocabularySize)) } }
}

extension LanguageModel {
  /// log p of the token asked for at each position of a sequence, `ignored` ones included.
  func logProbabilities(of targets: [Int32], reading ids: [Int32], isCausal: Bool = true) -> [Float]
  {
    withTape(parameters) { tape in
      self(TokenBatch([ids], on: tape), isCausal: isCausal)
        .consumeForLogProbabilities(of: targets.map { max($0, 0) }).tokens.value.values
    }
  }
}

extension Parameters {
  var bits: Bits { Bits(patterns: values.map(\.bitPattern)) }
}

/// The bits of a model's numbers: equal also where a number is NaN, and short in a test's message.
struct Bits: Equatable, CustomStringConvertible {
  let patterns: [UInt32]

  var description: String { "\(patterns.count) numbers" }
}
