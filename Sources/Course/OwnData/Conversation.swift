import Foundation
import Words

/// What people and an assistant have said to each other.
struct Conversation: Equatable {
  struct Turn: Equatable {
    var role: String
    var text: String
    var isAssistants: Bool { ["assistant", "gpt", "chatgpt", "bot", "model"].contains(role) }
  }

  var turns: [Turn]

  /// - Parameters:
  ///   - value: a list of objects.
  ///   - column: where it stands, for what is wrong with it.
  /// - Throws: `RowFlaw`.
  init(_ value: JSONValue, in column: String) throws {
    guard case .list(let list) = value else {
      throw RowFlaw("kind", of: value, in: column, needed: "list")
    }
    turns = try list.map { element in
      guard case .object(let object) = element else {
        throw RowFlaw("kind", of: element, in: column, needed: "object")
      }
      func text(_ names: [String]) throws -> String {
        guard let name = names.first(where: { object[$0] != nil }), let value = object[name] else {
          throw RowFlaw(
            "turn",
            [
              "column": column, "names": names.joined(separator: "/"),
              "found": object.keys.sorted().joined(separator: ", "),
            ])
        }
        guard case .text(let text) = value else {
          throw RowFlaw("kind", of: value, in: "\(column).\(name)", needed: "text")
        }
        return text
      }
      return Turn(role: try text(["role", "from"]), text: try text(["content", "value"]).tidyEnds)
    }
  }

  init(_ turns: [Turn]) { self.turns = turns }

  /// What the assistant said last, and all that was said before. Nil where the assistant said nothing.
  var lastAnswer: (before: Conversation, answer: String)? {
    guard let last = turns.lastIndex(where: \.isAssistants) else { return nil }
    return (Conversation(Array(turns[..<last])), turns[last].text)
  }

  /// The conversation as a prompt: what was asked, if that is all; else each turn with its role before it.
  var prompt: String {
    let said = turns.filter { !$0.text.isEmpty }
    guard said.contains(where: \.isAssistants) else {
      return said.map(\.text).joined(separator: "\n")
    }
    return said.map { "\($0.role): \($0.text)" }.joined(separator: "\n")
  }

  /// How many turns two conversations have in common at their beginning.
  func commonTurns(with other: Conversation) -> Int {
    zip(turns, other.turns).prefix { $0 == $1 }.count
  }
}

extension String {
  /// With one kind of line break.
  var tidyLines: String {
    utf8.contains(UInt8(ascii: "\r")) ? replacingOccurrences(of: "\r\n", with: "\n") : self
  }

  /// The same, without white space at its ends.
  var tidyEnds: String { tidyLines.trimmingCharacters(in: .whitespacesAndNewlines) }

  /// What stands after so many bytes.
  func dropping(bytes: Int) -> String { String(Substring(utf8.dropFirst(bytes))) }
}
