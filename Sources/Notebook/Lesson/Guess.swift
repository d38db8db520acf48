import Metrics
import Words

/// A number that the learner guesses before it is measured: a block of YAML in the lesson's text.
///
///     name: way
///     prompt: How much of the way to 1 has it come, from 0 to 1?
///     result: sft/way
///     range: [0, 1]                what can be guessed; without it, any number
///     near: 0.1                    a guess that is off by no more counts as right
///     right: Manner comes quickly.
///     low: You thought that facts were missing. They are not.      the guess was below
///     high: Some things a few examples can't show.                 … or above
///     hints: [The base model knows most facts.]
///
/// `<!-- answer: way -->` tells the verdict. Prompt, feedback and hints are Markdown and may hold placeholders.
struct Guess: Sendable {
  let name: String
  let prompt: ProseTemplate
  /// The result's name.
  let result: String
  let near: Double
  /// What can be guessed; nil for any number.
  let range: ClosedRange<Double>?
  let right, low, high: ProseTemplate
  let hints: [ProseTemplate]

  init(parsing yaml: String) throws {
    let block = try YAMLBlock(
      parsing: yaml, of: "guess",
      keys: ["name", "prompt", "result", "near", "range", "right", "low", "high", "hints"])
    func template(_ key: String) throws -> ProseTemplate {
      try ProseTemplate(parsing: block.requiredText(key))
    }
    name = try block.requiredText("name")
    result = try block.requiredText("result")
    guard let near = Double(try block.requiredText("near")), near >= 0, near.isFinite else {
      throw Failure("lesson-text.near")
    }
    self.near = near
    let ends = try block.texts("range")
    let numbers = ends.compactMap { Double($0) }
    guard ends.isEmpty || (numbers.count == 2 && ends.count == 2 && numbers[0] < numbers[1]) else {
      throw Failure("lesson-text.range")
    }
    range = ends.isEmpty ? nil : numbers[0]...numbers[1]
    prompt = try template("prompt")
    (right, low, high) = (try template("right"), try template("low"), try template("high"))
    hints = try block.texts("hints").map(ProseTemplate.init(parsing:))
  }

  /// What is said to a guess, once the number is known.
  func feedback(to guess: Double, measured: Double) -> ProseTemplate {
    abs(guess - measured) <= near ? right : guess < measured ? low : high
  }

  /// Its texts, with their placeholders.
  var templates: [ProseTemplate] { [prompt, right, low, high] + hints }

  /// All that a translation must keep.
  var rules: String { "\(name), \(result), near \(near)" }
}
