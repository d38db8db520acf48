import Alignment
import Course
import Foundation
import Hyperparameters
import Metrics
import ToyWorld
import Training
import Words

extension Course {
  /// Writes what TRL needs to repeat lessons 3 to 5: models, data, configurations, the rubric in Python. What is not yet
  /// trained is trained.
  ///
  /// - Parameters:
  ///   - root: of the project; the files of `Interop/trl` are written with this course's numbers in them.
  ///   - settings: those that the course was made of.
  /// - Throws: `UsageError`, `Failure`.
  func exportForTRL(to folder: URL, root: URL, settings: Hyperparameters) throws {
    for model in [ExportedModel.base, .sft, .reward, .ppo] {
      try export(
        model, to: folder.appending(path: "models/\(model.rawValue)"), settings: settings)
    }
    let batches = GRPOBatches(self.settings.ppo)
    let data = try TRLData(
      of: self, in: folder.appending(path: "data"), prompts: batches.prompts)
    let rubric = RubricFile(
      world, weights: self.settings.rubric, end: tokenizer.endOfText)
    try writeAtomically(rubric.json(), to: folder.appending(path: "rubric.json"))
    try writeAtomically(settings.yaml, to: folder.appending(path: "hyperparameters.yaml"))
    let templates = root.appending(path: "Interop/trl")
    let numbers = try TRLNumbers(self, batches, data.rows, settings)
    for name in try namesInFolder(templates).sorted() {
      try fill(templates.appending(path: name), into: folder.appending(path: name), with: numbers)
    }
  }

  /// Writes a file with numbers in place of their names, such as `{{sft.epochs}}`.
  private func fill(_ template: URL, into file: URL, with numbers: TRLNumbers) throws {
    let text = try readText(template)
    let path = template.path
    let filled = try text.replacing(/{{([^{}]+)}}/) { match in
      let name = String(match.1)
      guard let number = numbers[name] else {
        throw Failure("export-template", ["name": name], at: path)
      }
      return number
    }
    try writeAtomically(filled, to: file)
    if FileManager.default.isExecutableFile(atPath: path) {
      unsafe chmod(file.path, 0o755)
    }
  }
}

/// What GRPO draws and learns from at a time, so that it is as much as in PPO.
struct GRPOBatches {
  /// Answers that are drawn together.
  let batch: Int
  /// Answers to each prompt.
  let generations: Int
  /// Answers that each step learns from.
  let step: Int
  /// Steps before answers are drawn anew.
  let stepsPerBatch: Int
  /// Steps in all.
  let steps: Int
  /// Prompts in all.
  let prompts: Int

  init(_ ppo: PPOOptions) {
    var step = max(1, ppo.batchSize / ppo.minibatches)
    // Two answers to each prompt at least.
    if (step * ppo.minibatches) % 2 != 0 { step += 1 }
    self.step = step
    batch = step * ppo.minibatches
    generations = batch.isMultiple(of: 8) ? 8 : batch.isMultiple(of: 4) ? 4 : 2
    stepsPerBatch = ppo.minibatches * ppo.innerEpochs
    steps = ppo.iterations * stepsPerBatch
    prompts = ppo.iterations * (batch / generations)
  }
}
