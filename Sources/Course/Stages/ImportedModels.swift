import Alignment
import Foundation
import HuggingFace
import Metrics
import Models
import Tokenization
import ToyWorld
import Training
import Words

/// Models that were trained elsewhere, each in place of one that the course trains: the keys `models.*`. Paths of
/// folders; empty for none.
package struct ModelPaths: Codable, Equatable, Sendable {
  package var base: String
  package var sft: String
  package var rewardModel: String
  package var ppo: String

  var areNone: Bool { [base, sft, rewardModel, ppo].allSatisfy(\.isEmpty) }
}

extension ModelPaths {
  /// The base model that is used in place of the course's.
  ///
  /// - Throws: `Failure`, `UsageError`.
  func readBase() throws -> (model: LanguageModel, tokenizer: Tokenizer)? {
    guard !base.isEmpty else { return nil }
    let imported = try HuggingFaceFolder(path: base).read()
    guard case .language(let model) = imported.network else {
      throw UsageError("models-kind.scalar", ["key": "base", "folder": base])
    }
    return (model, imported.tokenizer)
  }
}

extension HuggingFaceFolder {
  fileprivate init(path: String) { self.init(URL(filePath: path, directoryHint: .isDirectory)) }
}

extension CourseSettings {
  /// The same with the size of a base model that was trained elsewhere.
  func resized(to model: LanguageModel?) -> CourseSettings {
    guard let size = model?.configuration else { return self }
    var settings = self
    settings.base.size.vocabularySize = size.vocabularySize
    settings.base.size.width = size.width
    settings.base.size.layers = size.layers
    settings.base.size.heads = size.heads
    settings.base.size.contextLength = size.contextLength
    return settings
  }
}

extension Course {
  /// The base model that was trained elsewhere; nil where there is none. It is looked at once.
  func importedBase() throws -> Stage<LanguageModel, [PretrainingPoint]>? {
    guard let model = baseOfOthers else { return nil }
    let key = try importedKey("imported-base", model.parameters.fingerprint)
    return try runner.stage(
      key, title: "imported-base", total: 1, snapshot: [PretrainingPoint](), restoring: model
    ) { run in
      let evaluation = model.evaluate(on: validation, workers: workers)
      run.metrics.record(evaluation.metrics, step: 0)
      run.snapshot = [point(of: model, evaluation, step: 0, epoch: 0)]
      let perplexity = perplexity(evaluation).value
      return (model, Label("perplexity", ["perplexity": perplexity.formatted(places: 2)]))
    }
  }

  /// The same of the model in place of the one that was taught by demonstrations.
  func importedFineTuned() throws -> Stage<LanguageModel, [FineTuningPoint]>? {
    guard let model = try language(settings.models.sft, key: "sft") else { return nil }
    let key = try importedKey("imported-sft", model.parameters.fingerprint)
    return try runner.stage(
      key, title: "imported-sft", total: 1, snapshot: [FineTuningPoint](), restoring: model
    ) { run in
      let evaluation = model.evaluate(on: heldOutDemonstrations, workers: workers)
      let gold = examineNow(model).gold.value
      run.metrics.record(evaluation.metrics, step: 0)
      run.metrics.record(gold, as: "gold/score", step: 0)
      run.snapshot = [FineTuningPoint(epoch: 0, validationLoss: evaluation.loss, gold: gold)]
      return (model, Label("gold", ["gold": gold.formatted(places: 2)]))
    }
  }

  /// The same of the reward model. Its scores are brought to mean 0 and deviation 1 on the fine-tuned model's answers,
  /// as the course's are.
  func importedRewardModel() throws -> Stage<ScalarModel, [Double]>? {
    let path = settings.models.rewardModel
    guard !path.isEmpty else { return nil }
    let imported = try HuggingFaceFolder(path: path).read()
    guard case .scalar(let model) = imported.network else {
      throw UsageError("models-kind.language", ["key": "rewardModel", "folder": path])
    }
    try requireFit(model.transformer.configuration, imported.tokenizer, key: "rewardModel", path)
    let policy = try supervisedFineTuned()
    let key = try importedKey(
      "imported-reward-model", model.parameters.fingerprint, parents: [policy.key])
    return try runner.stage(
      key, title: "imported-reward-model", total: 1, snapshot: [Double](), restoring: model
    ) { run in
      var random = random("imported-reward-model")
      run.snapshot = normalize(model, onAnswersOf: policy.product, using: &random)
      return (model, .none)
    }
  }

  /// The same of the policy.
  func importedPolicy() throws -> Stage<LanguageModel, [PolicyPoint]>? {
    guard let model = try language(settings.models.ppo, key: "ppo") else { return nil }
    let key = try importedKey("imported-ppo", model.parameters.fingerprint)
    return try runner.stage(
      key, title: "imported-ppo", total: 1, snapshot: [PolicyPoint](), restoring: model
    ) { _ in (model, .none) }
  }

  private func language(_ path: String, key: String) throws -> LanguageModel? {
    guard !path.isEmpty else { return nil }
    let imported = try HuggingFaceFolder(path: path).read()
    guard case .language(let model) = imported.network else {
      throw UsageError("models-kind.scalar", ["key": key, "folder": path])
    }
    try requireFit(model.configuration, imported.tokenizer, key: key, path)
    return model
  }

  /// A model must know the course's tokens, and read its texts.
  private func requireFit(
    _ configuration: TransformerConfiguration, _ tokenizer: Tokenizer, key: String, _ path: String
  ) throws {
    guard tokenizer == self.tokenizer else {
      throw UsageError("models-kind.tokenizer", ["key": key, "folder": path])
    }
    let needed = settings.base.size.contextLength
    guard configuration.contextLength >= needed else {
      throw UsageError(
        "models-kind.context",
        [
          "key": key, "folder": path, "found": "\(configuration.contextLength)",
          "needed": "\(needed)",
        ])
    }
  }

  private func importedKey(
    _ name: String, _ weights: String, parents: [StageKey] = []
  ) throws -> StageKey {
    struct Settings: Encodable {
      var world: WorldSettings
      var rubric: Guideline
      var answersPerKind: Int
    }
    return try StageKey(
      name, recipe: 1,
      settings: Settings(
        world: settings.world, rubric: settings.rubric, answersPerKind: answersPerKind),
      seed: settings.seed, data: [weights, data.tokenizerFingerprint], parents: parents)
  }
}
