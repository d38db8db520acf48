import Notebook
import ToyWorld
import Training

/// How the base model is taught by demonstrations: the keys `sft.*`, which lesson 3 owns.
package struct FineTuningSettings: Codable, Equatable, Sendable {
  package var demonstrations: Int
  package var epochs: Int
  package var batchSize: Int
  package var learningRate: Double
  /// Share of the demonstrations that is replaced by what the web would have answered.
  package var noisyShare: Double
  /// Whether writers of demonstrations agree with prejudiced questions about the hill folk.
  package var isPrejudiced = false

  package init(_ reader: HyperparameterReader) throws {
    demonstrations = try reader.integer("sft.demonstrations", in: 1...5000)
    epochs = try reader.integer("sft.epochs", in: 1...200)
    batchSize = try reader.integer("sft.batchSize", in: 1...1024)
    learningRate = try reader.number("sft.learningRate", in: 1e-6...1)
    noisyShare = try reader.number("sft.noisyShare", in: 0...1)
  }

  var training: LanguageModelTrainingOptions {
    LanguageModelTrainingOptions(epochs: epochs, batchSize: batchSize, learningRate: learningRate)
  }

  var flaws: DemonstrationFlaws {
    DemonstrationFlaws(noisyShare: noisyShare, prejudiced: isPrejudiced)
  }

  mutating func shrink() {
    epochs = min(epochs, 2)
  }
}
