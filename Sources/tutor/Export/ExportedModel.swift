import ArgumentParser
import Course
import Foundation
import HuggingFace
import Hyperparameters
import Metrics
import Words

/// A model that other libraries can go on with.
enum ExportedModel: String, CaseIterable, ExpressibleByArgument {
  case base, sft, ppo, reward
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
    let newTokens = self.settings.ppo.maximumNewTokens
    switch model {
    case .base:
      let stage = try base()
      let text = card.text(stage.metrics, parameters: stage.product.parameters.count)
      try target.write(stage.product, tokenizer, newTokens: newTokens, card: text)
    case .sft:
      let stage = try supervisedFineTuned()
      let text = card.text(stage.metrics, parameters: stage.product.parameters.count)
      try target.write(stage.product, tokenizer, newTokens: newTokens, card: text)
    case .ppo:
      let stage = try policy()
      let text = card.text(stage.metrics, parameters: stage.product.parameters.count)
      try target.write(stage.product, tokenizer, newTokens: newTokens, card: text)
    case .reward:
      let stage = try rewardModel()
      let text = card.text(stage.metrics, parameters: stage.product.parameters.count)
      try target.write(stage.product, tokenizer, card: text)
    }
    try writeAtomically(settings.yaml, to: folder.appending(path: "hyperparameters.yaml"))
  }
}

/// What a model's `README.md` says.
private struct ModelCard {
  let model: ExportedModel
  let folder: String
  /// An example.
  let prompt: String

  func text(_ metrics: MetricLog, parameters: Int) -> String {
    let isReward = model == .reward
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
