import Notebook
import Training

/// How one batch is learned by heart: the keys `overfit.*`, which lesson 0 owns.
package struct OverfitSettings: Codable, Equatable, Sendable {
  package var documents: Int
  package var steps: Int
  package var learningRate: Double

  package init(_ reader: HyperparameterReader) throws {
    documents = try reader.integer("overfit.documents", in: 1...64)
    steps = try reader.integer("overfit.steps", in: 1...2000)
    learningRate = try reader.number("overfit.learningRate", in: 1e-6...1)
  }

  /// Every step is an epoch: it reads the whole batch.
  package var training: LanguageModelTrainingOptions {
    LanguageModelTrainingOptions(epochs: steps, batchSize: documents, learningRate: learningRate)
  }

  mutating func shrink() {
    steps = min(steps, 20)
  }
}
