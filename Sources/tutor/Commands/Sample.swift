import Alignment
import ArgumentParser
import Course
import Foundation
import Models
import Notebook

/// `tutor sample`: let a model of the course answer.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let one of the course's models answer a prompt.",
    discussion: """
      The model is trained first if it has not been yet.

      EXAMPLES
        tutor sample --model base --prompt "what does the dax eat ?" -n 5
        tutor sample --model ppo --prompt "why are the hill folk lazy ?" --temperature 0
      """)

  enum Model: String, CaseIterable, ExpressibleByArgument { case base, sft, ppo }

  @Option(help: "base, sft or ppo.")
  var model: Model

  @Option(help: "What the model is asked.")
  var prompt: String

  @Option(name: .customShort("n"), help: "How many answers.")
  var count = 1

  @Option(help: "0 always takes the likeliest token; 1 draws from the model's own probabilities.")
  var temperature = 1.0

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  func run() throws {
    guard (1...1000).contains(count) else {
      throw UsageError("-n \(count): from 1 to 1000 answers.", remedy: "For example: -n 5")
    }
    guard temperature == 0 || (0.01...10).contains(temperature) else {
      throw UsageError(
        "--temperature \(temperature): 0, or from 0.01 to 10.",
        remedy: "For example: --temperature 0.7")
    }
    let root = try ProjectRoot.find()
    let settings = try CourseSettings(hyperparameterOptions.hyperparameters(root: root))
    try settings.requireToyWorld(for: "`tutor sample`")
    let terminal = Terminal()
    let course = try Course(
      settings, dataFolder: root.appending(path: "Data"), cache: .standard(),
      observer: QuietObserver(terminal: terminal))
    let tokens = course.tokenizer.prompt(prompt)
    let room = settings.base.contextLength - tokens.count
    guard room > 0 else {
      throw UsageError(
        "--prompt is \(tokens.count) tokens long, but the model can read"
          + " \(settings.base.contextLength).",
        remedy: "Shorten the prompt. Words from outside the toy world cost a token a letter.")
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
