import Foundation
import Words

/// A term of the course, and what it means.
package struct GlossaryEntry: Equatable, Sendable, Encodable {
  package let term: String
  /// Other words for it, and words that its meaning explains as well.
  package let aliases: [String]
  /// The lesson that introduces it.
  package let lesson: Int
  package let meaning: String

  /// Everything that it may be asked for by.
  package var names: [String] { [term] + aliases }

  /// Reads a glossary: a list `terms` of `term`, `aliases` (may be left out), `lesson` and `meaning`.
  ///
  /// - Throws: an error that says what is wrong.
  package static func entries(parsing yaml: String) throws -> [GlossaryEntry] {
    let file = try YAMLBlock(parsing: yaml, of: "glossary", keys: ["terms"])
    return try file.blocks(
      "terms", of: "term", keys: ["term", "aliases", "lesson", "meaning"]
    ).map { block in
      GlossaryEntry(
        term: try block.requiredText("term"), aliases: try block.texts("aliases"),
        lesson: try block.requiredNumber("lesson"), meaning: try block.requiredText("meaning"))
    }
  }
}

extension [GlossaryEntry] {
  /// The entries in another language, key by key: a block for each term, by its English name, with `term`,
  /// `aliases` (between commas) and `meaning`. It may still be asked for in English.
  package func translated(by words: WordList) -> [GlossaryEntry] {
    map { entry in
      guard let block = words.blocks[entry.term] else { return entry }
      let aliases = (block["aliases"] ?? "").split(separator: ",").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      let term = block["term"] ?? entry.term
      return GlossaryEntry(
        term: term, aliases: (aliases + entry.names).filter { $0 != term }, lesson: entry.lesson,
        meaning: block["meaning"] ?? entry.meaning)
    }
  }

  /// The entries that a learner may mean: the one with this name, whatever its case and hyphens; else
  /// all with a name that starts so.
  package func matching(_ word: String) -> [GlossaryEntry] {
    let word = comparable(word)
    guard !word.isEmpty else { return [] }
    let named = filter { $0.names.contains { comparable($0) == word } }
    return named.isEmpty
      ? filter { $0.names.contains { comparable($0).hasPrefix(word) } } : named
  }
}

/// `Over-Optimization` and `over optimization` are the same word.
private func comparable(_ word: String) -> String {
  word.lowercased().replacing("-", with: " ").split(separator: " ").joined(separator: " ")
}
