import Foundation
import LessonKit
import Lessons
import TestSupport
import Testing

struct LessonSettingsTests {
  private func settings(_ overrides: [String] = [], isQuick: Bool = false) throws -> CourseSettings
  {
    try CourseSettings(checking: makeHyperparameters(overrides, isQuick: isQuick))
  }

  @Test func `the committed files have every key, and no other`() throws {
    _ = try settings()
  }

  @Test func `every key has a documentation, a type and a default in its file`() throws {
    let hyperparameters = try makeHyperparameters()
    _ = try CourseSettings(checking: hyperparameters)
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
    "examination.": "1-capability-vs-alignment",
    "masked.": "2-next-token-and-masked-lm", "bias.": "2-next-token-and-masked-lm",
    "ownText.": "2-next-token-and-masked-lm", "corpus": "2-next-token-and-masked-lm",
    "sft.": "3-supervised-fine-tuning", "longer.": "3-supervised-fine-tuning",
    "demonstrations": "3-supervised-fine-tuning",
    "ownData.": "3-supervised-fine-tuning",
    "rewardModel.": "4-reward-ranking", "rankings": "4-reward-ranking",
    "ppo.": "5-ppo-with-kl", "prompts": "5-ppo-with-kl",
    "limits.": "6-limits-of-rlhf", "dpo.": "7-other-ways", "groups.": "7-other-ways",
    "selection.": "7-other-ways", "frontier.": "7-other-ways",
    "verifiable.": "8-verifiable-rewards", "passes.": "8-verifiable-rewards",
    "forgetting.": "8-verifiable-rewards", "constitution.": "8-verifiable-rewards",
    "critic.": "8-verifiable-rewards", "feedback.": "8-verifiable-rewards",
    "student.": "8-verifiable-rewards", "world.": "Data", "seed": "Data",
  ])
  func `each stage's settings have one owner`(prefix: String, folder: String) throws {
    for file in try Hyperparameters.committedFiles(root: projectRoot) {
      let keys = try HyperparameterFile(contentsOf: file).entries.map(\.key)
      let isOwner = file.path.contains("/\(folder)/")
      #expect(keys.contains { $0.hasPrefix(prefix) } == isOwner, "\(file.path)")
    }
  }

  @Test func `a quick course is small, and changes nothing that there is not`() throws {
    let hyperparameters = try makeHyperparameters(isQuick: true)
    let quick = try CourseSettings(checking: hyperparameters)
    #expect(quick.world.webDocuments == 800)
    #expect(quick.base.training.epochs == 1)
    #expect(quick.sft.training.epochs == 2)
    #expect(quick.ppo.iterations == 3)
    let committed = try settings()
    #expect(quick.base.size == committed.base.size)
  }

  @Test func `what is set counts in a quick course, too`() throws {
    let quick = try settings(["world.webDocuments=100", "ppo.iterations=5"], isQuick: true)
    #expect(quick.world.webDocuments == 100)
    #expect(quick.ppo.iterations == 5)
  }

  /// What contradicts each other, and what the message must say of it.
  @Test(arguments: [
    (["bias.width=30"], ["bias.width=30", "--set bias.width=28"]),
    (["bias.shares=0,0.5,0.5"], ["bias.shares", "twice"]),
    (
      ["ppo.minibatches=8", "overOptimization.batchSize=4"],
      ["ppo.minibatches=8", "overOptimization.batchSize=4"]
    ),
    (
      ["rubric.helpful=0", "rubric.truthful=0", "rubric.harmless=0"],
      ["rubric.harmless", "--set rubric.helpful=1"]
    ),
    (["limits.minority=5"], ["limits.minority=5", "--set limits.minority=1"]),
    (["overOptimization.klCoefficients="], ["overOptimization.klCoefficients", "from 1 to 12"]),
    (["ppo.klCoeficient=1"], ["Did you mean ppo.klCoefficient"]),
  ])
  func `settings that contradict each other are told`(
    overrides: [String], words: [String]
  ) throws {
    #expect {
      try settings(overrides)
    } throws: { error in
      error is UsageError && words.allSatisfy { "\(error)".contains($0) }
    }
  }
}
