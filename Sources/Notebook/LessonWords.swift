import Foundation
import Words

/// The words of a lesson that stand beside its text, in the learner's language.
package struct LessonWords: Sendable {
  /// Titles, captions, axes and legends: a block for each figure.
  package var figures = WordList()
  /// Heads of columns and rows: a block for each table.
  package var tables = WordList()
  /// What cells say: the blocks `text` and `progress`.
  package var messages = WordList()

  /// No words at all.
  package init() {}

  /// Reads `figures.yaml`, `tables.yaml` and `messages.yaml` of a lesson's folder, and their translations.
  ///
  /// - Throws: `UsageError` that names the file and the line.
  package init(folder: URL, language: Language = .chosen) throws {
    figures = try WordList("figures", in: folder, language: language)
    tables = try WordList("tables", in: folder, language: language)
    messages = try WordList("messages", in: folder, language: language)
  }
}

extension Notebook {
  /// The words of a label, with results in them. What several lessons name, such as `kind.fact`, stands in
  /// the program's messages. Words that are missing are told by their key, and noted.
  func words(of label: Label, in block: String, _ list: WordList) -> Label {
    guard !label.isVerbatim else { return label }
    guard let template = list[label.key, in: block] else {
      if let common = Messages.text(label) { return .verbatim(common) }
      if !list.path.isEmpty {
        let file = source.shown(URL(filePath: list.path))
        note(Messages.text("lesson.no-words", ["file": file, "key": "\(block): \(label.key)"]))
      }
      return .verbatim(label.key)
    }
    let prose = try? ProseTemplate(parsing: template)
    return label.told(by: prose?.filled(with: told) ?? template)
  }

  /// Adds a remark of the lesson's messages that a reader of the results must know.
  package func note(_ label: Label) { note(words(of: label, in: "text", words.messages).text) }

  /// The title of a progress bar, or what is told beside it: the lesson's words, else the program's.
  package func progressWords(_ label: Label) -> String {
    if label.isVerbatim { return label.text }
    if let words = words.messages.told(label, in: "progress") { return words.text }
    if let common = Messages.text(Label("progress.\(label.key)", label.values)) { return common }
    return words(of: label, in: "progress", words.messages).text
  }
}
