import Alignment
import Notebook
import Training

/// How the policy is trained against the reward model: the keys `ppo.*`, which lesson 5 owns.
package struct PPOSettings: Codable, Equatable, Sendable {
  package var iterations: Int
  package var batchSize: Int
  package var klCoefficient: Double
  /// Adaptive when above 0: the KL that β is steered to.
  package var targetKL: Double
  package var klHorizon: Double
  package var discount: Double
  package var lambda: Double
  package var innerEpochs: Int
  package var minibatches: Int
  package var learningRate: Double
  package var valueLearningRate: Double
  package var clipRange: Double
  package var valueClipRange: Double
  package var valueCoefficient: Double
  package var missingEndPenalty: Double
  package var temperature: Double
  package var maximumNewTokens: Int
  package var pretrainingCoefficient: Double
  package var pretrainingBatchSize: Int
  /// Iterations for which a batch of episodes is used: 1 is on-policy.
  package var rolloutInterval: Int

  package init(_ reader: HyperparameterReader) throws {
    iterations = try reader.integer("ppo.iterations", in: 1...10_000)
    batchSize = try reader.integer("ppo.batchSize", in: 2...4096)
    klCoefficient = try reader.number("ppo.klCoefficient", in: 0...100)
    targetKL = try reader.number("ppo.targetKL", in: 0...1000)
    klHorizon = try reader.number("ppo.klHorizon", in: 1...1_000_000)
    discount = try reader.number("ppo.discount", in: 0...1)
    lambda = try reader.number("ppo.lambda", in: 0...1)
    innerEpochs = try reader.integer("ppo.innerEpochs", in: 1...50)
    minibatches = try reader.integer("ppo.minibatches", in: 1...64)
    learningRate = try reader.number("ppo.learningRate", in: 1e-7...1)
    valueLearningRate = try reader.number("ppo.valueLearningRate", in: 1e-7...1)
    clipRange = try reader.number("ppo.clipRange", in: 0.001...10)
    valueClipRange = try reader.number("ppo.valueClipRange", in: 0.001...1000)
    valueCoefficient = try reader.number("ppo.valueCoefficient", in: 0.001...100)
    missingEndPenalty = try reader.number("ppo.missingEndPenalty", in: -100...100)
    temperature = try reader.number("ppo.temperature", in: 0.05...5)
    maximumNewTokens = try reader.integer("ppo.maximumNewTokens", in: 4...30)
    pretrainingCoefficient = try reader.number("ppo.pretrainingCoefficient", in: 0...100)
    pretrainingBatchSize = try reader.integer("ppo.pretrainingBatchSize", in: 1...512)
    rolloutInterval = try reader.integer("ppo.rolloutInterval", in: 1...100)
    try requireMinibatches(of: batchSize, key: "ppo.batchSize")
  }

  /// Each minibatch must get an episode.
  ///
  /// - Throws: `UsageError`.
  func requireMinibatches(of batchSize: Int, key: String) throws {
    guard minibatches > batchSize else { return }
    throw UsageError(
      "ppo.minibatches=\(minibatches) is more than the \(key)=\(batchSize) episodes.",
      remedy: "Choose fewer minibatches, for example --set ppo.minibatches=2")
  }

  var options: PPOOptions {
    var options = PPOOptions()
    options.iterations = iterations
    options.batchSize = batchSize
    options.klCoefficient = klCoefficient
    options.klController =
      targetKL > 0 ? .adaptive(target: targetKL, horizon: klHorizon) : .fixed
    options.discount = Float(discount)
    options.lambda = Float(lambda)
    options.innerEpochs = innerEpochs
    options.minibatches = minibatches
    options.learningRate = learningRate
    options.valueLearningRate = valueLearningRate
    options.clipRange = Float(clipRange)
    options.valueClipRange = Float(valueClipRange)
    options.valueCoefficient = Float(valueCoefficient)
    options.missingEndPenalty = Float(missingEndPenalty)
    options.temperature = Float(temperature)
    options.maximumNewTokens = maximumNewTokens
    options.pretrainingCoefficient = Float(pretrainingCoefficient)
    options.pretrainingBatchSize = pretrainingBatchSize
    options.rolloutInterval = rolloutInterval
    return options
  }

  mutating func shrink() {
    iterations = min(iterations, 3)
    batchSize = min(batchSize, 32)
    minibatches = min(minibatches, 2)
  }
}

/// What lesson 5 compares beside its main run: the keys `overOptimization.*` and `largeBase.*`.
package struct ComparisonSettings: Codable, Equatable, Sendable {
  /// The β of the sweep against a weak reward model.
  package var klCoefficients: [Double]
  /// Ranked prompts that the weak reward model is trained on.
  package var rankedPrompts: Int
  package var iterations: Int
  package var batchSize: Int
  package var learningRate: Double
  package var pretrainingCoefficient: Double
  package var largeWidth: Int
  package var largeLayers: Int
  package var largeEpochs: Int
  package var largeLearningRate: Double

  package init(_ reader: HyperparameterReader) throws {
    klCoefficients = try reader.numbers(
      "overOptimization.klCoefficients", in: 0...100, count: 1...12)
    rankedPrompts = try reader.integer("overOptimization.rankedPrompts", in: 1...20_000)
    iterations = try reader.integer("overOptimization.iterations", in: 1...10_000)
    batchSize = try reader.integer("overOptimization.batchSize", in: 2...4096)
    learningRate = try reader.number("overOptimization.learningRate", in: 1e-7...1)
    pretrainingCoefficient = try reader.number("ppoPtx.pretrainingCoefficient", in: 0.001...100)
    largeWidth = try reader.integer("largeBase.width", in: 8...512)
    largeLayers = try reader.integer("largeBase.layers", in: 1...12)
    largeEpochs = try reader.integer("largeBase.epochs", in: 1...100)
    largeLearningRate = try reader.number("largeBase.learningRate", in: 1e-6...1)
  }

  mutating func shrink() {
    klCoefficients = Array(klCoefficients.prefix(2))
    rankedPrompts = min(rankedPrompts, 30)
    iterations = min(iterations, 3)
    batchSize = min(batchSize, 16)
    largeWidth = min(largeWidth, 64)
    largeLayers = min(largeLayers, 2)
    largeEpochs = 1
  }
}
