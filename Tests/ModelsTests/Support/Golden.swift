import Foundation
import Models
import Randomness
import TestSupport

/// goldens.json and model.safetensors; `make_goldens.py` says what each field means.
struct Golden: Decodable {
  let sequences: [[Int32]]
  let causal: [[Float]]
  let bidirectional: [[Float]]
  let headWeight: [Float]
  let headBias: Float
  let scalars: [[Float]]

  static func read() throws -> Golden { try readGoldens() }

  static func weights() throws -> Data { try Data(contentsOf: goldenFile("model.safetensors")) }

  /// A model of the golden one's size, with other weights.
  static func makeUntrainedModel() -> LanguageModel {
    var random = RandomSource(seed: 0)
    return LanguageModel(
      TransformerConfiguration(vocabularySize: 7, width: 4, layers: 2, heads: 2, contextLength: 6),
      using: &random)
  }

  static func makeModel() throws -> LanguageModel {
    let model = makeUntrainedModel()
    try Checkpoint.read(weights(), into: model.parameters)
    return model
  }
}
