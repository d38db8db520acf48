import Yams

/// A mapping in a lesson's text, read strictly: an unknown key is an error.
struct YAMLBlock {
  private let mapping: [String: Node]
  /// What it describes, for messages: "a question".
  private let subject: String

  init(parsing yaml: String, of subject: String, keys: Set<String>) throws {
    do {
      guard let node = try Yams.compose(yaml: yaml) else {
        throw LessonSyntaxError(reason: "\(subject) is empty")
      }
      try self.init(node, of: subject, keys: keys)
    } catch let error as YamlError {
      throw LessonSyntaxError(reason: "\(subject): the YAML cannot be read: \(error)")
    }
  }

  private init(_ node: Node, of subject: String, keys: Set<String>) throws {
    guard let pairs = node.mapping else {
      throw LessonSyntaxError(reason: "\(subject) is a list of `key: value` lines")
    }
    var mapping: [String: Node] = [:]
    for (key, value) in pairs {
      let name = key.scalar?.string ?? ""
      guard keys.contains(name) else {
        let known = keys.sorted().joined(separator: ", ")
        throw LessonSyntaxError(reason: "\(subject) has no key \"\(name)\"; it has: \(known)")
      }
      mapping[name] = value
    }
    self.mapping = mapping
    self.subject = subject
  }

  func text(_ key: String) throws -> String? {
    guard let node = mapping[key] else { return nil }
    guard let scalar = node.scalar else {
      throw LessonSyntaxError(reason: "\(subject): \(key) is text, in quotes if it has a colon")
    }
    return scalar.string
  }

  func requiredText(_ key: String) throws -> String {
    guard let text = try text(key), !text.isEmpty else {
      throw LessonSyntaxError(reason: "\(subject) needs \(key)")
    }
    return text
  }

  func texts(_ key: String) throws -> [String] {
    try nodes(key).map { node in
      guard let scalar = node.scalar else {
        throw LessonSyntaxError(reason: "\(subject): each of \(key) is text")
      }
      return scalar.string
    }
  }

  func blocks(_ key: String, of subject: String, keys: Set<String>) throws -> [YAMLBlock] {
    try nodes(key).map { try YAMLBlock($0, of: subject, keys: keys) }
  }

  private func nodes(_ key: String) throws -> [Node] {
    guard let node = mapping[key] else { return [] }
    guard let sequence = node.sequence else {
      throw LessonSyntaxError(reason: "\(subject): \(key) is a list")
    }
    return Array(sequence)
  }
}
