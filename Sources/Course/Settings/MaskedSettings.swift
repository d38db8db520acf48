import Models
import Notebook
import Training

/// How the masked language model is trained: the keys `masked.*`, which lesson 2 owns. Its size is
/// that of the base model.
package struct MaskedSettings: Codable, Equatable, Sendable {
  package var share: Double
  package var initialDeviation: Double
  package var epochs: Int
  package var batchSize: Int
  package var learningRate: Double

  package init(_ reader: HyperparameterReader) throws {
    share = try reader.number("masked.share", in: 0.01...0.9)
    initialDeviation = try reader.number("masked.initialDeviation", in: 0.001...1)
    epochs = try reader.integer("masked.epochs", in: 1...100)
    batchSize = try reader.integer("masked.batchSize", in: 1...1024)
    learningRate = try reader.number("masked.learningRate", in: 1e-6...1)
  }

  var training: LanguageModelTrainingOptions {
    var options = LanguageModelTrainingOptions(
      epochs: epochs, batchSize: batchSize, learningRate: learningRate)
    options.isCausal = false
    return options
  }

  mutating func shrink() {
    epochs = 1
  }
}

/// How the small models are trained that show where a prejudice comes from: the keys `bias.*`, which
/// lesson 2 owns.
package struct BiasSettings: Codable, Equatable, Sendable {
  /// Shares of biased text, from the least to the greatest.
  package var shares: [Double]
  /// Models for each share.
  package var models: Int
  /// Documents for each model that mention people.
  package var documents: Int
  package var epochs: Int
  package var width: Int

  package init(_ reader: HyperparameterReader) throws {
    let given = try reader.numbers("bias.shares", in: 0...1, count: 2...12)
    shares = Set(given).sorted()
    models = try reader.integer("bias.models", in: 2...20)
    documents = try reader.integer("bias.documents", in: 20...20_000)
    epochs = try reader.integer("bias.epochs", in: 1...100)
    width = try reader.integer("bias.width", in: 8...512)
    guard shares.count == given.count else {
      throw UsageError(
        "bias.shares holds a share twice.", remedy: "For example: --set bias.shares=0,0.5,1")
    }
  }

  mutating func shrink() {
    shares = [shares[0], shares[shares.count - 1]]
    models = 2
    documents = min(documents, 60)
    epochs = 1
  }
}

/// How models are trained on a learner's own text: the keys `ownText.*` and `corpus`, which lesson 2
/// owns.
package struct OwnTextSettings: Codable, Equatable, Sendable {
  /// The path of a text file; empty for the toy world.
  package var corpus: String
  package var vocabularySize: Int
  /// Tokens that a model reads at once.
  package var windowLength: Int
  package var steps: Int
  /// At most, of the next-token model.
  package var epochs: Int
  /// At most, of the masked model.
  package var maskedEpochs: Int
  package var batchSize: Int

  package init(_ reader: HyperparameterReader) throws {
    corpus = try reader.path("corpus")
    vocabularySize = try reader.integer("ownText.vocabularySize", in: 258...4096)
    windowLength = try reader.integer("ownText.windowLength", in: 4...512)
    steps = try reader.integer("ownText.steps", in: 1...100_000)
    epochs = try reader.integer("ownText.epochs", in: 1...1000)
    maskedEpochs = try reader.integer("ownText.maskedEpochs", in: 1...1000)
    batchSize = try reader.integer("ownText.batchSize", in: 1...1024)
  }

  mutating func shrink() {
    steps = min(steps, 20)
  }
}
