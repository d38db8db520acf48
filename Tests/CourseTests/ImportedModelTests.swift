import Course
import Foundation
import HuggingFace
import Models
import TestSupport
import Testing
import Words

/// Models that were trained elsewhere, in place of the course's.
@Suite struct ImportedModelTests {
  private let folder: TemporaryFolder
  private let course: Course

  init() throws {
    folder = try TemporaryFolder()
    course = try makeTinyCourse()
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private func write(_ model: LanguageModel, _ name: String) throws {
    try HuggingFaceFolder(folder.url.appending(path: name))
      .write(model, course.tokenizer, newTokens: 28, card: "")
  }

  @Test func `a model takes the place of the one that was taught by demonstrations`() throws {
    let sft = try course.supervisedFineTuned()
    try write(sft.product, "sft")
    let other = try makeTinyCourse(["models.sft": path("sft"), "sft.demonstrations": "8"])
    let stage = try other.supervisedFineTuned()
    #expect(stage.product.parameters.values == sft.product.parameters.values)
    // It is examined in the same way.
    #expect(stage.snapshot.last?.gold == sft.snapshot.last?.gold)
    #expect(stage.snapshot.last?.validationLoss == sft.snapshot.last?.validationLoss)
    // What builds on it, such as outputs that are ranked, is new.
    #expect(try other.rewardModel().key != course.rewardModel().key)
  }

  @Test func `a base model brings its tokenizer and its size`() throws {
    let base = try course.base()
    try write(base.product, "base")
    let other = try makeTinyCourse([
      "models.base": path("base"), "base.vocabularySize": "300", "base.width": "8",
    ])
    #expect(other.tokenizer == course.tokenizer)
    #expect(other.settings.base.size == course.settings.base.size)
    #expect(try other.base().product.parameters.values == base.product.parameters.values)
    #expect(try other.base().snapshot.last?.perplexity == base.snapshot.last?.perplexity)
    // What learns from it starts with its weights.
    let sft = try other.supervisedFineTuned().product
    #expect(try sft.parameters.values == course.supervisedFineTuned().product.parameters.values)
  }

  @Test func `a reward model and a policy take their places`() throws {
    let reward = try course.rewardModel().product
    try HuggingFaceFolder(folder.url.appending(path: "reward"))
      .write(reward, course.tokenizer, card: "")
    let policy = try course.policy().product
    try write(policy, "ppo")
    let other = try makeTinyCourse([
      "models.rewardModel": path("reward"), "models.ppo": path("ppo"),
    ])
    #expect(try other.policy().product.parameters.values == policy.parameters.values)
    let sequences = course.world.prompts.prefix(5).map {
      course.sequence($0.text, "the ulm is white .")
    }
    // Both are normalized, on other answers of the same model: one is a gain and a shift of the other.
    let scores = [reward, try other.rewardModel().product].map {
      $0.scores(sequences, workers: course.workers).map(Double.init)
    }
    let gain = (scores[1][1] - scores[1][0]) / (scores[0][1] - scores[0][0])
    expectClose(
      scores[1].map { $0 - scores[1][0] }, scores[0].map { gain * ($0 - scores[0][0]) },
      relative: 1e-3)
    #expect(gain > 0)
  }

  @Test func `models that do not fit are refused before anything is trained`() throws {
    let policy = try course.supervisedFineTuned().product
    try write(policy, "sft")
    try HuggingFaceFolder(folder.url.appending(path: "reward"))
      .write(try course.rewardModel().product, course.tokenizer, card: "")
    func refusal(_ changes: [String: String], _ ask: (Course) throws -> Void) throws -> String {
      let error = #expect(throws: UsageError.self) { try ask(makeTinyCourse(changes)) }
      return try #require(error).problem
    }
    let kind = try refusal(["models.sft": path("reward")]) { _ = try $0.supervisedFineTuned() }
    #expect(kind.contains("needs a language model"))
    let judge = try refusal(["models.rewardModel": path("sft")]) { _ = try $0.rewardModel() }
    #expect(judge.contains("needs a reward model"))
    let tokens = try refusal(["models.sft": path("sft"), "base.vocabularySize": "300"]) {
      _ = try $0.supervisedFineTuned()
    }
    #expect(tokens.contains("tokens"))
    let room = try refusal(["models.sft": path("sft"), "base.contextLength": "128"]) {
      _ = try $0.supervisedFineTuned()
    }
    #expect(room.contains("reads 96 tokens"))
  }
}
