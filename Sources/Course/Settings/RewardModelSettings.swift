import Alignment
import Notebook

/// How outputs are sampled and ranked, and a reward model is trained on the rankings: the keys
/// `rewardModel.*`, which lesson 4 owns.
package struct RewardModelSettings: Codable, Equatable, Sendable {
  package var rankedPrompts: Int
  package var minimumOutputs: Int
  package var maximumOutputs: Int
  package var labelers: Int
  package var labelerNoise: Double
  package var epochs: Int
  package var batchSize: Int
  package var learningRate: Double
  package var includesLearner: Bool

  package init(_ reader: HyperparameterReader) throws {
    rankedPrompts = try reader.integer("rewardModel.rankedPrompts", in: 1...20_000)
    minimumOutputs = try reader.integer("rewardModel.minimumOutputs", in: 2...16)
    maximumOutputs = try reader.integer("rewardModel.maximumOutputs", in: 2...16)
    labelers = try reader.integer("rewardModel.labelers", in: 2...50)
    labelerNoise = try reader.number("rewardModel.labelerNoise", in: 0...10)
    epochs = try reader.integer("rewardModel.epochs", in: 1...100)
    batchSize = try reader.integer("rewardModel.batchSize", in: 1...256)
    learningRate = try reader.number("rewardModel.learningRate", in: 1e-6...1)
    includesLearner = try reader.bool("rewardModel.includesLearner")
    guard minimumOutputs <= maximumOutputs else {
      throw UsageError(
        "rewardModel.minimumOutputs=\(minimumOutputs) is above"
          + " rewardModel.maximumOutputs=\(maximumOutputs).",
        remedy: "Give both, for example --set rewardModel.minimumOutputs=4"
          + " --set rewardModel.maximumOutputs=9")
    }
  }

  var training: RewardModelTrainingOptions {
    RewardModelTrainingOptions(epochs: epochs, batchSize: batchSize, learningRate: learningRate)
  }

  mutating func shrink() {
    rankedPrompts = min(rankedPrompts, 100)
    epochs = 1
  }
}
