/// What the program itself says, in the learner's language: the words stand in `Lessons/messages.yaml`.
package enum Messages {
  /// Read once, when the first message is needed.
  private static let list: WordList = {
    // Without the course's folder there are no words, and `ProjectRoot` says so in its own. A
    // translation that cannot be read is none; `tutor doctor` tells why.
    guard let root = (try? ProjectRoot.find()) ?? (try? ProjectRoot.find(environment: [:])) else {
      return WordList()
    }
    let folder = root.appending(path: "Lessons")
    return (try? WordList("messages", in: folder))
      ?? (try? WordList("messages", in: folder, language: .english)) ?? WordList()
  }()

  /// The text of a message.
  ///
  /// - Parameters:
  ///   - name: block and key, such as `plots.no-data`.
  ///   - values: for the names in braces.
  /// - Returns: the name itself, and the values, where there are no words for it.
  package static func text(_ name: String, _ values: [String: String] = [:]) -> String {
    told(Label(name, values))
  }

  /// The text of a label whose key is block and key; nil if there are no words for it.
  package static func text(_ label: Label) -> String? {
    guard !label.isVerbatim else { return label.text }
    let parts = label.key.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let template = list[parts[1], in: parts[0]] else { return nil }
    let text = label.told(by: template).text
    return text.contains("sudo apt-get") ? Installing.told(text, with: .own) : text
  }

  /// The same, or the key itself, and the values, where there are no words.
  package static func told(_ label: Label) -> String {
    text(label)
      ?? ([label.key] + label.values.sorted { $0.key < $1.key }.map { "\($0)=\($1)" })
      .joined(separator: " ")
  }
}
