import Models
import Notebook
import Training

/// How the base model is built and pretrained: the keys `base.*`, which lesson 1 owns.
package struct BaseSettings: Codable, Equatable, Sendable {
  package var vocabularySize: Int
  package var width: Int
  package var layers: Int
  package var heads: Int
  package var contextLength: Int
  package var epochs: Int
  package var batchSize: Int
  package var learningRate: Double

  package init(_ reader: HyperparameterReader) throws {
    vocabularySize = try reader.integer("base.vocabularySize", in: 258...4096)
    width = try reader.integer("base.width", in: 8...512)
    layers = try reader.integer("base.layers", in: 1...12)
    heads = try reader.integer("base.heads", in: 1...16)
    contextLength = try reader.integer("base.contextLength", in: 48...512)
    epochs = try reader.integer("base.epochs", in: 1...100)
    batchSize = try reader.integer("base.batchSize", in: 1...1024)
    learningRate = try reader.number("base.learningRate", in: 1e-6...1)
    try requireSharedWidth(width, key: "base.width", heads: heads)
  }

  /// The model's size; the tokenizer may have found fewer tokens than it was allowed.
  func configuration(vocabularySize: Int) -> TransformerConfiguration {
    TransformerConfiguration(
      vocabularySize: vocabularySize, width: width, layers: layers, heads: heads,
      contextLength: contextLength)
  }

  var training: LanguageModelTrainingOptions {
    LanguageModelTrainingOptions(epochs: epochs, batchSize: batchSize, learningRate: learningRate)
  }

  mutating func shrink() {
    epochs = 1
  }
}

/// Attention heads share the width of a model, so it must be a multiple of them.
///
/// - Throws: `UsageError` with the next smaller width that is.
func requireSharedWidth(_ width: Int, key: String, heads: Int) throws {
  guard width % heads != 0 else { return }
  let nearest = max(1, width / heads) * heads
  throw UsageError(
    "\(key)=\(width) cannot be shared by base.heads=\(heads) heads.",
    remedy: "Choose a width that is a multiple of the heads, for example --set \(key)=\(nearest)")
}
