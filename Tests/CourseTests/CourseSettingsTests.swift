import Course
import Foundation
import Hyperparameters
import TestSupport
import Testing
import ToyWorld
import Words

struct CourseSettingsTests {
  @Test func `the committed world is the one whose files are committed`() throws {
    #expect(try makeSettings().world == WorldSettings())
  }

  /// What contradicts each other, and what the message must say of it.
  @Test(arguments: [
    (["base.heads=5"], ["base.width=64", "--set base.width=60"]),
    (["base.width=8", "base.heads=16"], ["base.heads=16", "--set base.width=16"]),
    (["base.width=9", "base.heads=7"], ["--set base.width=14"]),
    (
      ["rewardModel.minimumOutputs=9", "rewardModel.maximumOutputs=4"],
      ["rewardModel.minimumOutputs=9", "rewardModel.maximumOutputs=4"]
    ),
    (
      ["ppo.minibatches=8", "ppo.batchSize=4"],
      ["ppo.minibatches=8", "ppo.batchSize=4", "--set ppo.minibatches=4"]
    ),
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
    ["base.width=9", "base.heads=7"], ["base.width=509", "base.heads=5"],
    ["student.width=30"],
    ["rubric.helpful=0", "rubric.truthful=0", "rubric.harmless=0"],
    ["ppo.minibatches=5", "ppo.batchSize=3"],
    ["rewardModel.minimumOutputs=9", "rewardModel.maximumOutputs=4"],
  ])
  func `what an error tells to type works`(overrides: [String]) throws {
    let error = try #require(throws: UsageError.self) { try makeSettings(overrides) }
    let advice = error.remedy.matches(of: /--set (\S+)/).map { String($0.1) }
    #expect(!advice.isEmpty)
    let keys = advice.map { $0.prefix { $0 != "=" } + "=" }
    let others = overrides.filter { other in !keys.contains { other.hasPrefix($0) } }
    _ = try makeSettings(others + advice)
  }

  @Test(arguments: [
    "base.width=7", "base.width=513", "base.epochs=0", "base.epochs=1.5", "base.learningRate=0",
    "base.learningRate=nan", "base.learningRate=1e999", "base.learningRate=", "sft.noisyShare=-0.1",
    "ppo.klCoefficient=-1", "rewardModel.includesLearner=2",
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
