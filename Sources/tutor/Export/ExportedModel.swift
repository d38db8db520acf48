import ArgumentParser
import Course
import Foundation
import HuggingFace
import Hyperparameters
import Metrics
import Models
import Words

/// A model that other libraries can go on with.
enum ExportedModel: String, CaseIterable, ExpressibleByArgument {
  case base, sft, ppo, dpo, rloo, grpo, selected, rlvr, student, reward, value

  /// Nil for those that give a number instead of a text.
  fileprivate var language: CourseModel? { CourseModel(rawValue: rawValue) }
}

extension Course {
  /// Writes a model, its tokenizer and its card into a folder; it is trained where it is not yet.
  ///
  /// - Parameter settings: those that the course was made of.
  /// - Throws: `UsageError`, `Failure`.
  func export(_ model: ExportedModel, to folder: URL, settings: Hyperparameters) throws {
    let target = HuggingFaceFolder(folder)
    let card = ModelCard(
      model: model, folder: folder.lastPathComponent,
      prompt: world.prompts.first?.text ?? "what is this ?")
    if let language = model.language {
      let (writer, metrics) = try trained(language)
      let network = writer.model
      try target.write(
        network, tokenizer, newTokens: self.settings.ppo.maximumNewTokens,
        card: card.text(metrics, parameters: network.parameters.count))
    } else {
      let (network, metrics) =
        model == .value ? try trainedValueModel() : try trainedRewardModel()
      try target.write(
        network, tokenizer, card: card.text(metrics, parameters: network.parameters.count))
    }
    try writeAtomically(settings.yaml, to: folder.appending(path: "hyperparameters.yaml"))
  }
}

extension Course {
  private func trainedRewardModel() throws -> (ScalarModel, MetricLog) {
    let stage = try rewardModel()
    return (stage.product, stage.metrics)
  }

  private func trainedValueModel() throws -> (ScalarModel, MetricLog) {
    let stage = try valueModel()
    return (stage.product, stage.metrics)
  }
}

/// What a model's `README.md` says.
private struct ModelCard {
  let model: ExportedModel
  let folder: String
  /// An example.
  let prompt: String

  func text(_ metrics: MetricLog, parameters: Int) -> String {
    let isReward = model.language == nil
    let example = isReward ? "<eos> \(prompt)\\n the ulm is white .<eos>" : "<eos> \(prompt)\\n"
    let code = Messages.text(
      isReward ? "model-card.code-reward" : "model-card.code",
      ["folder": folder, "prompt": "\"\(example)\""])
    return Messages.text(
      "model-card.text",
      [
        "task": isReward ? "text-classification" : "text-generation",
        "title": Messages.text("model-card.title-\(model)"),
        "what": Messages.text("model-card.what-\(model)"),
        "parameters": Double(parameters).grouped(places: 0), "example": example,
        "code": code.trimmingCharacters(in: .newlines), "metrics": table(metrics),
      ])
  }

  private func table(_ metrics: MetricLog) -> String {
    var names: [String] = []
    for record in metrics.records where !names.contains(record.name) { names.append(record.name) }
    let rows = names.map { name in
      let value = metrics.last(name) ?? .nan
      let isWhole = value == value.rounded()
      return "| `\(name)` | \(isWhole ? value.plain : value.formatted(places: 4)) |"
    }
    return (["| number | value |", "|---|---|"] + rows).joined(separator: "\n")
  }
}
