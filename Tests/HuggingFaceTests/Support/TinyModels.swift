import Foundation
import HuggingFace
import Models
import Randomness
import Tensors
import TestSupport
import Tokenization
import Words

/// What `make_goldens.py` has written.
struct Golden: Decodable {
  let text: String
  let names: [String]
  let ids: [Int]
  let logits: [[Float]]

  static func read() throws -> Golden { try readGoldens() }
  static var folder: URL { goldenFile("tiny") }
}

/// A tokenizer with a few merges.
func makeTokenizer() -> Tokenizer {
  Tokenizer.train(on: ["what is what", " what is this", "it is what it is"], vocabularySize: 264)
}

func makeModel(_ tokenizer: Tokenizer, seed: UInt64 = 1) -> LanguageModel {
  var random = RandomSource(seed: seed)
  return LanguageModel(
    TransformerConfiguration(
      vocabularySize: tokenizer.vocabularySize, width: 8, layers: 2, heads: 2, contextLength: 16,
      initialDeviation: 0.4),
    using: &random)
}

extension LanguageModel {
  func logits(_ ids: [Int32]) -> [Float] {
    withTape(parameters) { tape in self(TokenBatch([ids], on: tape)).value.values }
  }
}

extension ImportedModel {
  func language() throws -> LanguageModel {
    guard case .language(let model) = network else { throw Failure("import.other") }
    return model
  }

  func scalar() throws -> ScalarModel {
    guard case .scalar(let model) = network else { throw Failure("import.other") }
    return model
  }
}
