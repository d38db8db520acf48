import Course
import Foundation
import Notebook
import Testing
import ToyWorld

struct CourseSettingsTests {
  @Test func `the committed files have every key, and no other`() throws {
    _ = try makeSettings()
  }

  @Test func `the committed world is the one whose files are committed`() throws {
    #expect(try makeSettings().world == WorldSettings())
  }

  @Test func `every key has a documentation, a type and a default in its file`() throws {
    let hyperparameters = try Hyperparameters(
      files: CourseSettings.files(root: projectRoot), readsLocalFiles: false)
    _ = try CourseSettings(hyperparameters)
    #expect(hyperparameters.listing.count > 50)
    for parameter in hyperparameters.listing {
      #expect(!parameter.documentation.isEmpty, "\(parameter.key)")
      #expect(!parameter.type.isEmpty, "\(parameter.key)")
      #expect(!parameter.defaultText.isEmpty, "\(parameter.key)")
    }
  }

  /// The key beside the folder that teaches it.
  @Test(arguments: [
    "overfit.": "0-toy-transformer", "base.": "1-capability-vs-alignment",
    "masked.": "2-next-token-and-masked-lm", "bias.": "2-next-token-and-masked-lm",
    "ownText.": "2-next-token-and-masked-lm", "corpus": "2-next-token-and-masked-lm",
    "sft.": "3-supervised-fine-tuning", "rewardModel.": "4-reward-ranking",
    "ppo.": "5-ppo-with-kl", "limits.": "6-limits-of-rlhf", "world.": "Data",
  ])
  func `each stage's settings have one owner`(prefix: String, folder: String) throws {
    for file in CourseSettings.files(root: projectRoot) {
      let keys = try HyperparameterFile(contentsOf: file).entries.map(\.key)
      let isOwner = file.path.contains("/\(folder)/")
      #expect(keys.contains { $0.hasPrefix(prefix) } == isOwner, "\(file.path)")
    }
  }

  @Test func `a quick course is small, and says that it is quick`() throws {
    let quick = try makeSettings().quick()
    #expect(quick.isQuick)
    #expect(quick.world.webDocuments <= 800)
    #expect(quick.base.epochs == 1)
    #expect(quick.masked.epochs == 1)
    #expect(quick.bias.shares == [0, 1])
    #expect(quick.ownText.steps <= 20)
    #expect(quick.sft.epochs <= 2)
    #expect(quick.rewardModel.rankedPrompts <= 100)
    #expect(quick.ppo.iterations <= 3)
    #expect(quick.comparison.largeWidth <= 64)
  }

  @Test func `a quick course takes up what is smaller still`() throws {
    let quick = try makeSettings(["world.webDocuments=100", "ppo.iterations=1"]).quick()
    #expect(quick.world.webDocuments == 100)
    #expect(quick.ppo.iterations == 1)
  }

  /// What contradicts each other, and what the message must say of it.
  @Test(arguments: [
    (["base.heads=5"], ["base.width=64", "--set base.width=60"]),
    (["base.width=8", "base.heads=16"], ["base.heads=16", "--set base.width=16"]),
    (["bias.width=30"], ["bias.width=30", "--set bias.width=28"]),
    (["bias.shares=0,0.5,0.5"], ["bias.shares", "twice"]),
    (["largeBase.width=190"], ["largeBase.width=190", "--set largeBase.width=188"]),
    (
      ["rewardModel.minimumOutputs=9", "rewardModel.maximumOutputs=4"],
      ["rewardModel.minimumOutputs=9", "rewardModel.maximumOutputs=4"]
    ),
    (["ppo.minibatches=8", "ppo.batchSize=4"], ["ppo.minibatches=8", "ppo.batchSize=4"]),
    (
      ["ppo.minibatches=8", "overOptimization.batchSize=4"],
      ["ppo.minibatches=8", "overOptimization.batchSize=4"]
    ),
    (["limits.minority=5"], ["limits.minority=5", "--set limits.minority=1"]),
  ])
  func `settings that contradict each other are told`(
    overrides: [String], words: [String]
  ) throws {
    #expect {
      try makeSettings(overrides)
    } throws: { error in
      error is UsageError && words.allSatisfy { "\(error)".contains($0) }
    }
  }

  @Test(arguments: [
    "base.width=7", "base.width=513", "base.epochs=0", "base.epochs=1.5", "base.learningRate=0",
    "base.learningRate=nan", "base.learningRate=1e999", "base.learningRate=", "sft.noisyShare=-0.1",
    "ppo.klCoefficient=-1", "overOptimization.klCoefficients=", "rewardModel.includesLearner=2",
    "world.seed=-1", "base.heads=0", "ppo.batchSize=99999999999999999999",
  ])
  func `a value outside of what is allowed is told`(override: String) throws {
    let key = String(override.prefix { $0 != "=" })
    #expect {
      try makeSettings([override])
    } throws: {
      $0 is UsageError && "\($0)".contains(key)
    }
  }

  @Test func `texts that are too long for the model are told before it is trained`() throws {
    #expect {
      try makeTinyCourse(["base.vocabularySize": "258", "base.contextLength": "48"])
    } throws: {
      $0 is UsageError && "\($0)".contains("--set base.contextLength=")
    }
  }
}
