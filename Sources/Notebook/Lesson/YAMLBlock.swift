import Words
import Yams

/// A mapping in a lesson's text, read strictly: an unknown key is an error.
struct YAMLBlock {
  private var mapping: [String: Node] = [:]
  /// What it describes, for messages: "a question".
  private let subject: String

  /// - Parameter subject: the key of the words for what it describes.
  init(parsing yaml: String, of subject: String, keys: Set<String>) throws {
    let words = ["subject": Messages.text("lesson-text.\(subject)")]
    do {
      // All are texts: without rules that tell numbers and dates apart it reads twice as fast.
      guard let node = try YAML.compose(yaml, path: subject) else {
        throw Failure("lesson-text.empty-block", words)
      }
      try self.init(node, of: subject, keys: keys)
    } catch let error as YamlError {
      throw Failure("lesson-text.unreadable-block", words.merging(["error": "\(error)"]) { $1 })
    }
  }

  private init(_ node: Node, of subject: String, keys: Set<String>) throws {
    self.subject = Messages.text("lesson-text.\(subject)")
    guard let pairs = node.mapping else { throw mistake("no-block") }
    for (key, value) in pairs {
      let name = key.scalar?.string ?? ""
      guard keys.contains(name) else {
        throw mistake("unknown-key", name, ["known": keys.sorted().joined(separator: ", ")])
      }
      mapping[name] = value
    }
  }

  func text(_ key: String) throws -> String? {
    guard let node = mapping[key] else { return nil }
    guard let scalar = node.scalar else { throw mistake("no-text", key) }
    return scalar.string
  }

  func requiredText(_ key: String) throws -> String {
    guard let text = try text(key), !text.isEmpty else { throw mistake("missing-key", key) }
    return text
  }

  func requiredNumber(_ key: String) throws -> Int {
    let text = try requiredText(key)
    guard let number = Int(text) else { throw mistake("no-number", key, ["text": text]) }
    return number
  }

  func texts(_ key: String) throws -> [String] {
    try nodes(key).map { node in
      guard let scalar = node.scalar else { throw mistake("no-texts", key) }
      return scalar.string
    }
  }

  func blocks(_ key: String, of subject: String, keys: Set<String>) throws -> [YAMLBlock] {
    try nodes(key).map { try YAMLBlock($0, of: subject, keys: keys) }
  }

  private func nodes(_ key: String) throws -> [Node] {
    guard let node = mapping[key] else { return [] }
    guard let sequence = node.sequence else { throw mistake("no-list", key) }
    return Array(sequence)
  }

  private func mistake(
    _ name: String, _ key: String = "", _ values: [String: String] = [:]
  ) -> Failure {
    Failure("lesson-text.\(name)", values.merging(["subject": subject, "key": key]) { $1 })
  }
}
