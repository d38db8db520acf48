import Foundation
import Models
import Randomness
import Tensors

/// A model of a size that a test runs in no time, with weights so large that its distributions are
/// far from uniform.
func makeTinyModel(
  vocabularySize: Int = 12, layers: Int = 2, contextLength: Int = 24, seed: UInt64 = 1
) -> LanguageModel {
  var random = RandomSource(seed: seed)
  return LanguageModel(
    TransformerConfiguration(
      vocabularySize: vocabularySize, width: 16, layers: layers, heads: 2,
      contextLength: contextLength, initialDeviation: 0.4),
    using: &random)
}

extension LanguageModel {
  /// The logits at each position of each sequence, in one pass: rows of `[vocabulary]`.
  func logits(
    _ sequences: [[Int32]], isCausal: Bool = true, temperature: Float = 1
  ) -> [[Float]] {
    withTape(parameters) { tape in
      let batch = TokenBatch(sequences, on: tape)
      let logits = self(batch, temperature: temperature, isCausal: isCausal).value
      return (0..<logits.rows).map { logits.values(row: $0) }
    }
  }
}

/// log softmax, in double precision.
func logProbabilities(_ logits: [Float]) -> [Double] {
  let largest = Double(logits.max() ?? 0)
  let sum = logits.reduce(0) { $0 + exp(Double($1) - largest) }
  return logits.map { Double($0) - largest - log(sum) }
}

/// Random tokens, in sequences of the given lengths.
func makeSequences(lengths: [Int], vocabularySize: Int = 12, seed: UInt64 = 2) -> [[Int32]] {
  var random = RandomSource(seed: seed)
  return lengths.map { length in (0..<length).map { _ in Int32(random.below(vocabularySize)) } }
}

extension Parameters {
  var bits: Bits { Bits(patterns: values.map(\.bitPattern)) }
}

/// The bits of a model's numbers: equal also where a number is NaN, and short in a test's message.
struct Bits: Equatable, CustomStringConvertible {
  let patterns: [UInt32]

  var description: String { "\(patterns.count) numbers" }
}
