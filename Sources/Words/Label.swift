/// A text that people see, by its key. The words stand in a file of their own (`WordList`), so that a
/// teacher can change them and a translator need not read Swift.
///
///     "score"                                     the text of the key `score`
///     Label("beta", ["beta": "0.4"])              with values for its `{beta}`
///     .verbatim("what does the dax eat ?")        data: shown as it is, in every language
package struct Label: Equatable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The key; of a verbatim label, its text.
  package let key: String
  package let values: [String: String]
  package let isVerbatim: Bool

  package init(_ key: String, _ values: [String: String] = [:]) {
    self.init(key: key, values: values, isVerbatim: false)
  }

  package init(stringLiteral key: String) { self.init(key) }

  package static func verbatim(_ text: String) -> Label {
    Label(key: text, values: [:], isVerbatim: true)
  }

  /// No text.
  package static let none = verbatim("")

  private init(key: String, values: [String: String], isVerbatim: Bool) {
    (self.key, self.values, self.isVerbatim) = (key, values, isVerbatim)
  }

  /// What is drawn: the words, once a `WordList` has put them in place of the key.
  package var text: String { key }
  package var isEmpty: Bool { key.isEmpty }

  /// The label with the words that belong to its key, and its values in them.
  ///
  /// - Parameter template: such as `β = {beta}`; `{folder:shell}` is the value as a shell takes it.
  package func told(by template: String) -> Label {
    guard !values.isEmpty else { return .verbatim(template) }
    return .verbatim(
      template.replacing(/{(\w+)(:shell)?}/) { match in
        guard let value = values[String(match.1)] else { return String(match.0) }
        return match.2 == nil ? value : value.quotedForShell
      })
  }
}
