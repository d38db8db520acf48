import Alignment
import ArgumentParser
import Course
import Foundation
import Models
import Notebook
import Words

extension CourseModel: ExpressibleByArgument {}

/// `tutor sample`: let a model of the course answer.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(told: "sample")

  @Option(help: .told("help-sample.model"))
  var model: CourseModel

  @Option(help: .told("help-sample.prompt"))
  var prompt: String

  @Option(name: .customShort("n"), help: .told("help-sample.count"))
  var count = 1

  @Option(help: .told("help-sample.temperature"))
  var temperature = 1.0

  @Flag(help: .told("help-sample.json"))
  var json = false

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  /// An answer, for programs.
  private struct Entry: Encodable {
    var prompt, completion: String
    var hasEnded: Bool
    var tokens: [Int32]
    var logProbabilities: [Float]
    /// Nil for a prompt that this world doesn't have.
    var gold: Double?
    /// Nil for an answer that was cut off.
    var reward: Double?
  }

  func run() throws {
    guard (1...1000).contains(count) else {
      throw UsageError("bad-count", ["count": "\(count)"])
    }
    try requireTemperature(temperature)
    let terminal = Terminal()
    let (course, _) = try hyperparameterOptions.course(for: "tutor sample", terminal: terminal)
    let tokens = course.tokenizer.prompt(prompt)
    let limit = course.settings.base.size.contextLength
    guard tokens.count < limit else {
      throw UsageError("long-prompt", ["length": "\(tokens.count)", "limit": "\(limit)"])
    }
    let model = try course.trained(model).writer.model
    var random = course.random("sample")
    let completions = model.sample(
      Array(repeating: tokens, count: count),
      options: SamplingOptions(
        temperature: Float(temperature), maximumNewTokens: course.settings.ppo.maximumNewTokens,
        endOfText: course.tokenizer.endOfText),
      workers: course.workers, using: &random)
    if json { return terminal.write(try entries(of: completions, course).json()) }
    for completion in completions {
      terminal.write(course.tokenizer.text(completion.tokens).printable + "\n")
    }
  }

  private func entries(of completions: [Completion], _ course: Course) throws -> [Entry] {
    let read = course.tokenizer.prompt(prompt)
    let rewards = try course.rewardModel().product.scores(
      completions.map { read + $0.tokens }, workers: course.workers)
    let asked = course.world.prompt(withText: prompt)
    return zip(completions, rewards).map { completion, reward in
      let text = course.tokenizer.text(completion.tokens)
      return Entry(
        prompt: prompt, completion: text, hasEnded: completion.hasEnded,
        tokens: completion.tokens, logProbabilities: completion.logProbabilities,
        gold: asked.map {
          course.examiner.rubric.judge(text, ended: completion.hasEnded, to: $0).gold
        },
        reward: completion.hasEnded ? Double(reward) : nil)
    }
  }
}
