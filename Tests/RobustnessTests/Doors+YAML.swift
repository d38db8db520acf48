import Foundation
import Hyperparameters
import Notebook
import Words
import Yams

extension Door {
  static let hyperparameters = Door(
    "hyperparameters",
    [
      committed("Lessons/5-ppo-with-kl/hyperparameters.yaml", lines: 40),
      committed("Lessons/quick.yaml", lines: 30),
    ],
    read: { content, folder in
      let file = folder.appending(path: "hyperparameters.yaml")
      try content.write(to: file)
      return try HyperparameterFile(contentsOf: file).entries
        .map { "\($0.key)=\($0.value.text)" }.sorted().joined(separator: "\n")
    },
    mistake: { content, found in
      // A reader of the plain form: groups, and numbers below them. Where it is not sure it says nothing.
      var group = ""
      var plain: [String: Double] = [:]
      for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
        if line.wholeMatch(of: /\s*(#.*)?/) != nil { continue }
        if let (_, name) = line.wholeMatch(of: /([a-zA-Z]+):\s*(?:#.*)?/)?.output {
          group = String(name)
        } else if let (_, name, value) = line.wholeMatch(
          of: #/  ([a-zA-Z]+): (-?[0-9]+(?:\.[0-9]+)?)(?:\s+#.*)?/#)?.output
        {
          guard !group.isEmpty else { return nil }
          plain["\(group).\(name)"] = Double(value)
        } else {
          return nil
        }
      }
      for line in found.split(separator: "\n") {
        let parts = line.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let value = Double(parts[1]) else { continue }
        if plain[String(parts[0])] != value {
          return
            "\(line), but a plain reader finds \(plain[String(parts[0])].map { "\($0)" } ?? "nothing")"
        }
      }
      return nil
    })

  static let glossary = Door(
    "glossary", [committed("Lessons/glossary.yaml", lines: 60)],
    read: { content, _ in
      try "\(GlossaryEntry.entries(parsing: String(decoding: content, as: UTF8.self)))"
    })

  static let papers = Door(
    "papers", [committed("Lessons/papers.yaml")],
    read: { content, _ in
      try "\(Literature(parsing: String(decoding: content, as: UTF8.self)))"
    })

  static let lesson = Door(
    "lesson",
    [
      committed("Lessons/5-ppo-with-kl/lesson.md"),
      committed("Lessons/0-toy-transformer/lesson.md"),
    ],
    read: { content, _ in
      try "\(LessonText(parsing: String(decoding: content, as: UTF8.self)))"
    })

  static let messagesOfLesson = Door(
    "yaml", [committed("Lessons/5-ppo-with-kl/figures.yaml", lines: 60)],
    read: { content, _ in
      do {
        let text = String(decoding: content, as: UTF8.self)
        return "\(try YAML.compose(text, path: "figures.yaml") as Any)"
      } catch let error as YamlError {
        // Whoever opens the file says which it is.
        throw Failure("run-summary", ["reason": "\(error)"])
      }
    })
}
