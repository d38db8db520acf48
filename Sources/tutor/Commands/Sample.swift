import Alignment
import ArgumentParser
import Course
import Foundation
import Lessons
import Models
import Notebook
import Words

/// `tutor sample`: let a model of the course answer.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(told: "sample")

  enum Model: String, CaseIterable, ExpressibleByArgument { case base, sft, ppo }

  @Option(help: .told("help-sample.model"))
  var model: Model

  @Option(help: .told("help-sample.prompt"))
  var prompt: String

  @Option(name: .customShort("n"), help: .told("help-sample.count"))
  var count = 1

  @Option(help: .told("help-sample.temperature"))
  var temperature = 1.0

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  func run() throws {
    guard (1...1000).contains(count) else {
      throw UsageError("bad-count", ["count": "\(count)"])
    }
    guard temperature == 0 || (0.01...10).contains(temperature) else {
      throw UsageError("bad-temperature", ["temperature": "\(temperature)"])
    }
    let root = try ProjectRoot.find()
    let settings = try CourseSettings(
      checking: hyperparameterOptions.hyperparameters(root: root).forToyWorld(of: "tutor sample"))
    let terminal = Terminal()
    let course = try Course(
      settings, dataFolder: root.appending(path: "Data"), cache: .standard(),
      observer: QuietObserver(terminal: terminal))
    let tokens = course.tokenizer.prompt(prompt)
    let limit = settings.base.size.contextLength
    guard tokens.count < limit else {
      throw UsageError("long-prompt", ["length": "\(tokens.count)", "limit": "\(limit)"])
    }
    let model =
      switch model {
      case .base: try course.base().product
      case .sft: try course.supervisedFineTuned().product
      case .ppo: try course.policy().product
      }
    var random = course.random("sample")
    let completions = model.sample(
      Array(repeating: tokens, count: count),
      options: SamplingOptions(
        temperature: Float(temperature), maximumNewTokens: settings.ppo.maximumNewTokens,
        endOfText: course.tokenizer.endOfText),
      workers: course.workers, using: &random)
    for completion in completions {
      terminal.write(course.tokenizer.text(completion.tokens) + "\n")
    }
  }
}
