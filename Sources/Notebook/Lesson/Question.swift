import Metrics
import Words

/// A question to the learner: a block of YAML in the lesson's text.
///
///     name: leash                  needed with `reveal: later`
///     prompt: Which policy gets the highest score?
///     options:
///       - text: β = 0
///         feedback: The leash is off.
///         when: proxy/beta/0 > proxy/beta/0.1     right if this was measured …
///       - text: β = 0.1
///         feedback: …
///     right: a                     … or a letter, or a number counted from 1
///     hints: [What does β cost?, Nothing, if β = 0.]
///     reveal: later                `<!-- answer: leash -->` tells the verdict
///
/// An option's feedback is told after "Right." or "Not so." where it was chosen, and after "The answer is" where it was
/// right and not chosen. So where only the run tells what is right, feedback says what is true in any case.
///
/// Without `right` and without any `when` no answer is right or wrong. Prompt, texts, feedback and
/// hints are Markdown and may hold placeholders.
package struct Question: Sendable {
  struct Option: Sendable {
    let text: ProseTemplate
    let feedback: ProseTemplate
    let condition: Condition?
  }

  /// Which options are right, as far as the results tell.
  enum Solution: Equatable {
    case options([Int])
    /// There is no right or wrong.
    case open
    /// The difference may be chance: this run cannot tell.
    case undecided
    case notMeasured([String])
  }

  let name: String?
  let prompt: ProseTemplate
  let options: [Option]
  let hints: [ProseTemplate]
  let isRevealedLater: Bool
  /// The right option as the text fixes it.
  private let fixed: Int?

  /// `1`, `2`, …: what a learner types for an option or an output.
  package static func mark(_ index: Int) -> String { "\(index + 1)" }

  /// `a`, `b`, …: how a lesson's text names options, and tables name outputs.
  package static func letter(_ index: Int) -> String { String(UnicodeScalar(UInt8(97 + index))) }

  init(parsing yaml: String) throws {
    let block = try YAMLBlock(
      parsing: yaml, of: "question",
      keys: ["name", "prompt", "options", "right", "hints", "reveal"])
    name = try block.text("name")
    prompt = try ProseTemplate(parsing: block.requiredText("prompt"))
    options = try block.blocks("options", of: "option", keys: ["text", "feedback", "when"]).map {
      Option(
        text: try ProseTemplate(parsing: $0.requiredText("text")),
        feedback: try ProseTemplate(parsing: $0.requiredText("feedback")),
        condition: try $0.text("when").map(Condition.init(parsing:)))
    }
    hints = try block.texts("hints").map(ProseTemplate.init(parsing:))
    let reveal = try block.text("reveal")
    isRevealedLater = reveal == "later"
    guard reveal == nil || isRevealedLater else {
      throw Failure("lesson-text.reveal", ["reveal": reveal ?? ""])
    }
    guard !isRevealedLater || name != nil else { throw Failure("lesson-text.nameless") }
    guard (2...7).contains(options.count) else {
      throw Failure("lesson-text.options", ["count": "\(options.count)"])
    }
    let right = try block.text("right")
    let letters = options.indices.map(Question.letter)
    fixed = right.flatMap { right in
      letters.firstIndex(of: right) ?? Int(right).map { $0 - 1 }
    }
    if let right, fixed.map({ !options.indices.contains($0) }) ?? true {
      throw Failure(
        "lesson-text.right", ["right": right, "letters": letters.joined(separator: ", ")])
    }
    guard fixed == nil || options.allSatisfy({ $0.condition == nil }) else {
      throw Failure("lesson-text.right-and-when")
    }
  }

  func solution(for results: [String: Estimate]) -> Solution {
    if let fixed { return .options([fixed]) }
    let verdicts = options.map { $0.condition?.verdict(for: results) }
    guard verdicts.contains(where: { $0 != nil }) else { return .open }
    let holding = verdicts.indices.filter { verdicts[$0] == .holds }
    if !holding.isEmpty { return .options(holding) }
    let missing = verdicts.flatMap { verdict -> [String] in
      if case .notMeasured(let names)? = verdict { names } else { [] }
    }
    var told: Set<String> = []
    return missing.isEmpty
      ? .undecided : .notMeasured(missing.filter { told.insert($0).inserted })
  }

  /// Its texts, with their placeholders.
  var templates: [ProseTemplate] {
    [prompt] + hints + options.flatMap { [$0.text, $0.feedback] }
  }

  /// What decides which answer is right, and when: all that a translation must keep.
  var rules: String {
    let conditions = options.enumerated().compactMap { index, option in
      option.condition.map { "\(Question.letter(index)) when \($0)" }
    }
    return
      ([name ?? "", "a…\(Question.letter(options.count - 1))"]
      + (fixed.map { ["right: \(Question.letter($0))"] } ?? conditions)
      + (isRevealedLater ? ["reveal: later"] : [])).joined(separator: ", ")
  }
}
