import Foundation
import Notebook
import ToyWorld

/// All hyperparameters of the course. Each stage's have one owner, the lesson that teaches it; later
/// lessons read them there, so an edit in lesson 3 reaches lesson 5.
package struct CourseSettings: Codable, Equatable, Sendable {
  package var seed: UInt64
  package var world: WorldSettings
  package var overfit: OverfitSettings
  package var base: BaseSettings
  package var masked: MaskedSettings
  package var bias: BiasSettings
  package var ownText: OwnTextSettings
  package var sft: FineTuningSettings
  package var rewardModel: RewardModelSettings
  package var ppo: PPOSettings
  package var comparison: ComparisonSettings
  package var limits: LimitsSettings
  /// A smoke run of seconds, whose results mean nothing.
  package var isQuick = false

  /// Reads every key, then reports those that nobody asked for.
  ///
  /// - Throws: `UsageError`.
  package init(_ hyperparameters: Hyperparameters) throws {
    let reader = hyperparameters.reader
    seed = try reader.seed()
    world = try WorldSettings(reader)
    overfit = try OverfitSettings(reader)
    base = try BaseSettings(reader)
    masked = try MaskedSettings(reader)
    bias = try BiasSettings(reader)
    ownText = try OwnTextSettings(reader)
    sft = try FineTuningSettings(reader)
    rewardModel = try RewardModelSettings(reader)
    ppo = try PPOSettings(reader)
    comparison = try ComparisonSettings(reader)
    limits = try LimitsSettings(reader)
    try hyperparameters.finish()
    try requireSharedWidth(bias.width, key: "bias.width", heads: base.heads)
    try requireSharedWidth(comparison.largeWidth, key: "largeBase.width", heads: base.heads)
    try ppo.requireMinibatches(of: comparison.batchSize, key: "overOptimization.batchSize")
    try ppo.requireMinibatches(of: limits.batchSize, key: "limits.batchSize")
    try limits.requireMajority(of: rewardModel.labelers)
  }

  /// - Parameter command: what is about the toy world alone.
  /// - Throws: `UsageError` if a text of the learner's own is given.
  package func requireToyWorld(for command: String) throws {
    guard !ownText.corpus.isEmpty else { return }
    throw UsageError(
      "corpus=\(ownText.corpus) is for lesson 2; \(command) is about the toy world.",
      remedy: "Leave corpus out, or run ./tutor run 2 --set corpus=\(ownText.corpus)")
  }

  /// The same course in seconds: too little training to show anything but that it runs.
  package func quick() -> CourseSettings {
    var copy = self
    copy.isQuick = true
    copy.world.webDocuments = min(world.webDocuments, 800)
    copy.world.validationDocuments = min(world.validationDocuments, 100)
    copy.overfit.shrink()
    copy.base.shrink()
    copy.masked.shrink()
    copy.bias.shrink()
    copy.ownText.shrink()
    copy.sft.shrink()
    copy.rewardModel.shrink()
    copy.ppo.shrink()
    copy.comparison.shrink()
    copy.limits.shrink()
    return copy
  }

  /// The committed files that hold the defaults, in the order of the lessons.
  package static func files(root: URL) -> [URL] {
    [
      "Data/world.yaml",
      "Lessons/0-toy-transformer/hyperparameters.yaml",
      "Lessons/1-capability-vs-alignment/hyperparameters.yaml",
      "Lessons/2-next-token-and-masked-lm/hyperparameters.yaml",
      "Lessons/3-supervised-fine-tuning/hyperparameters.yaml",
      "Lessons/4-reward-ranking/hyperparameters.yaml",
      "Lessons/5-ppo-with-kl/hyperparameters.yaml",
      "Lessons/6-limits-of-rlhf/hyperparameters.yaml",
    ].map { root.appending(path: $0) }
  }
}

extension WorldSettings {
  /// The keys `world.*` of Data/world.yaml.
  init(_ reader: HyperparameterReader) throws {
    self.init(seed: UInt64(try reader.integer("world.seed", in: 0...Int.max)))
    webDocuments = try reader.integer("world.webDocuments", in: 100...100_000)
    validationDocuments = try reader.integer("world.validationDocuments", in: 20...20_000)
    demonstrations = try reader.integer("world.demonstrations", in: 8...10_000)
    rumourShare = try reader.number("world.rumourShare", in: 0...1)
    rumourRepetition = try reader.number("world.rumourRepetition", in: 0...1)
    slanderShare = try reader.number("world.slanderShare", in: 0...1)
    trainShare = try reader.number("world.trainShare", in: 0.1...0.9)
  }
}
