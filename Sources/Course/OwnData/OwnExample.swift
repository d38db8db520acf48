import Foundation
import Metrics
import Words

/// What is wrong with a row, in words.
struct RowFlaw: Error {
  /// The key below `own-rows` of the messages.
  let name: String
  let values: [String: String]

  init(_ name: String, _ values: [String: String] = [:]) {
    (self.name, self.values) = (name, values)
  }

  /// A value of another kind than is needed.
  init(_ name: String, of value: JSONValue, in column: String, needed: String) {
    self.init(
      name,
      [
        "column": column, "kind": Messages.text("json-kind.\(value.kind)"),
        "needed": Messages.text("json-kind.\(needed)"),
      ])
  }
}

/// A row of a file, whatever its format was: a prompt with no answer, with one, or with several in order.
package struct OwnExample: Codable, Equatable, Sendable {
  package var prompt: String
  package var answers: [String]
  /// Of the answers, 1 being the best.
  package var ranks: [Int]

  package init(prompt: String, answers: [String] = [], ranks: [Int] = []) {
    (self.prompt, self.answers, self.ranks) = (prompt, answers, ranks)
  }

  /// The answer that was ranked first; nil without answers.
  package var best: String? {
    zip(answers, ranks).min { $0.1 < $1.1 }?.0
  }

  /// Whether there is something to learn from the order of the answers.
  package var isOrdered: Bool { Set(ranks).count > 1 && Set(answers).count > 1 }
}

extension OwnExample {
  /// - Parameter isAsked: whether only the prompt is wanted. Then a conversation that ends with a question is one
  ///   as a whole.
  /// - Throws: `RowFlaw`.
  init(_ row: [String: JSONValue], _ format: OwnFormat, isAsked: Bool = false) throws {
    func value(_ column: String) -> JSONValue { row[column] ?? .null }
    func text(_ column: String) throws -> String {
      guard case .text(let text) = value(column) else {
        throw RowFlaw("kind", of: value(column), in: column, needed: "text")
      }
      return text.tidyEnds
    }
    /// A prompt may be a text or a conversation.
    func prompt() throws -> String {
      if case .list = value("prompt") {
        return try Conversation(value("prompt"), in: "prompt").prompt
      }
      return try text("prompt")
    }
    switch format {
    case .pairs:
      try self.init(pair: row)
    case .ranks:
      try self.init(prompt: text("prompt"), ranked: row)
    case .answers:
      guard row["label"] == nil else { throw RowFlaw("label") }
      if case .list = value("completion") {
        let said = try Conversation(value("completion"), in: "completion").lastAnswer
        guard let said else { throw RowFlaw("no-answer", ["column": "completion"]) }
        self.init(prompt: try prompt(), answers: [said.answer], ranks: [1])
      } else {
        self.init(prompt: try prompt(), answers: [try text("completion")], ranks: [1])
      }
    case .messages, .conversations:
      let conversation = try Conversation(value(format.columns[0]), in: format.columns[0])
      let isOpen = isAsked && conversation.turns.last?.isAssistants == false
      if let said = conversation.lastAnswer, !isOpen {
        self.init(prompt: said.before.prompt, answers: [said.answer], ranks: [1])
      } else {
        self.init(prompt: conversation.prompt)
      }
    case .instructions:
      let input = if case .text? = row["input"] { try text("input") } else { "" }
      let asked = try [text("instruction"), input].filter { !$0.isEmpty }
      self.init(
        prompt: asked.joined(separator: "\n"), answers: [try text("output")], ranks: [1])
    case .prompts:
      self.init(prompt: try prompt())
    case .texts:
      self.init(prompt: try text("text"))
    }
  }

  private init(prompt: String, ranked row: [String: JSONValue]) throws {
    func list(_ column: String) throws -> [JSONValue] {
      guard case .list(let list)? = row[column] else {
        throw RowFlaw("kind", of: row[column] ?? .null, in: column, needed: "list")
      }
      return list
    }
    let answers = try list("completions").map { value in
      guard case .text(let text) = value else {
        throw RowFlaw("kind", of: value, in: "completions", needed: "text")
      }
      return text.tidyEnds
    }
    let ranks = try list("ranks").map { value in
      guard case .number(let number) = value, number == number.rounded(), abs(number) < 1e9 else {
        throw RowFlaw("kind", of: value, in: "ranks", needed: "number")
      }
      return Int(number)
    }
    guard answers.count == ranks.count else {
      throw RowFlaw(
        "one-rank-each", ["completions": "\(answers.count)", "ranks": "\(ranks.count)"])
    }
    self.init(prompt: prompt, answers: answers, ranks: ranks)
  }

  /// Of a pair the first answer is the better one.
  private init(pair row: [String: JSONValue]) throws {
    let (chosen, rejected) = (row["chosen"] ?? .null, row["rejected"] ?? .null)
    switch (chosen, rejected) {
    case (.text(let chosen), .text(let rejected)):
      try self.init(chosen: chosen, rejected: rejected, asked: row["prompt"])
    case (.list, .list):
      let better = try Conversation(chosen, in: "chosen")
      let worse = try Conversation(rejected, in: "rejected")
      try self.init(chosen: better, rejected: worse, asked: row["prompt"])
    case (.text, _), (.list, _):
      let needed = if case .text = chosen { "text" } else { "list" }
      throw RowFlaw("kind", of: rejected, in: "rejected", needed: needed)
    default:
      throw RowFlaw("kind", of: chosen, in: "chosen", needed: "text")
    }
  }

  private init(chosen: Conversation, rejected: Conversation, asked: JSONValue?) throws {
    let common = chosen.commonTurns(with: rejected)
    // Where both are the same, what was said last is the answer.
    let shared = min(
      common, chosen.turns.lastIndex(where: \.isAssistants) ?? 0,
      rejected.turns.lastIndex(where: \.isAssistants) ?? 0)
    func answer(_ conversation: Conversation, _ column: String) throws -> String {
      let rest = Conversation(Array(conversation.turns[shared...]))
      guard let last = rest.turns.last, last.isAssistants else {
        throw RowFlaw("no-answer", ["column": column])
      }
      return rest.turns.count == 1 ? last.text : rest.prompt
    }
    let before = Conversation(Array(chosen.turns[..<shared]))
    var prompt = before.prompt
    if before.turns.isEmpty, let asked {
      switch asked {
      case .text(let text): prompt = text.tidyEnds
      default: prompt = try Conversation(asked, in: "prompt").prompt
      }
    }
    guard !prompt.isEmpty else { throw RowFlaw("no-common-prompt") }
    self.init(
      prompt: prompt,
      answers: [try answer(chosen, "chosen"), try answer(rejected, "rejected")], ranks: [1, 2])
  }

  private init(chosen: String, rejected: String, asked: JSONValue?) throws {
    var (chosen, rejected) = (chosen.tidyLines, rejected.tidyLines)
    var prompt = ""
    switch asked {
    case .text(let text)? where !text.tidyEnds.isEmpty:
      prompt = text.tidyLines
      // Some files repeat it before each answer.
      if chosen.utf8.starts(with: prompt.utf8), rejected.utf8.starts(with: prompt.utf8) {
        (chosen, rejected) = (
          chosen.dropping(bytes: prompt.utf8.count), rejected.dropping(bytes: prompt.utf8.count)
        )
      }
    case .list?: prompt = try Conversation(asked ?? .null, in: "prompt").prompt
    case .text?, .null?, nil:
      prompt = OwnExample.commonPrompt(of: chosen, rejected)
      guard !prompt.tidyEnds.isEmpty else { throw RowFlaw("no-common-prompt") }
      (chosen, rejected) = (
        chosen.dropping(bytes: prompt.utf8.count), rejected.dropping(bytes: prompt.utf8.count)
      )
    case .some(let other): throw RowFlaw("kind", of: other, in: "prompt", needed: "text")
    }
    self.init(
      prompt: prompt.tidyEnds, answers: [chosen.tidyEnds, rejected.tidyEnds], ranks: [1, 2])
  }

  /// The prompt with which two texts begin: up to the last "Assistant:" that they have in common, as in
  /// Anthropic's HH-RLHF (Bai et al. 2022); else their common beginning, up to where a word ends.
  static func commonPrompt(of chosen: String, _ rejected: String) -> String {
    let bytes = zip(chosen.utf8, rejected.utf8).prefix { $0 == $1 }.count
    var end = chosen.utf8.index(chosen.startIndex, offsetBy: bytes)
    // Not within a character.
    while end.samePosition(in: chosen) == nil { end = chosen.utf8.index(before: end) }
    let common = chosen[..<end]
    if let mark = common.range(of: "\n\nAssistant:", options: .backwards) {
      return String(common[..<mark.upperBound])
    }
    guard let space = common.lastIndex(where: \.isWhitespace) else { return String(common) }
    return String(common[...space])
  }
}
