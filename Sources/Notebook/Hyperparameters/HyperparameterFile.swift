import Foundation
import Yams

/// A YAML file of hyperparameters: nested mappings whose leaves are words or lists of words. The
/// comment lines directly above a key are its documentation.
package struct HyperparameterFile {
  package struct Entry {
    /// Components joined by dots: `ppo.klCoefficient`.
    package let key: String
    package let value: HyperparameterValue
    let line: Int
    let documentation: String
  }

  let path: String
  package let entries: [Entry]

  /// - Throws: `UsageError` with file, line and what to do.
  package init(contentsOf url: URL) throws {
    let path = url.path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UsageError(
        "\(path): there is no such file, or it cannot be read.",
        remedy: "Check the path; a saved run's file is Runs/latest/hyperparameters.yaml.")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw UsageError(
        "\(path): this is not a text file in UTF-8.", remedy: "Save it as UTF-8 text.")
    }
    try self.init(parsing: text, path: path)
  }

  init(parsing text: String, path: String) throws {
    self.path = path
    var reader = Reader(
      path: path, lines: text.replacing("\r\n", with: "\n").components(separatedBy: "\n"))
    do {
      if let root = try Yams.compose(yaml: text) { try reader.read(root, prefix: []) }
    } catch let error as YamlError {
      throw UsageError(
        "\(path): \(HyperparameterFile.explanation(of: error))",
        remedy: "A line is `key: value`, indented by two spaces for each level.")
    }
    entries = reader.entries
  }

  private static func explanation(of error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "line \(mark.line): the YAML cannot be read: \(problem)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      "line \(context.mark.line): "
        + "the same key twice: \(duplicates.joined(separator: ", "))"
    default: "the YAML cannot be read: \(error)"
    }
  }

  private struct Reader {
    let path: String
    let lines: [String]
    var entries: [Entry] = []

    mutating func read(_ node: Node, prefix: [String]) throws {
      let line = node.mark?.line ?? 1
      switch node {
      case .mapping(let mapping):
        for (key, value) in mapping {
          guard let name = key.scalar?.string, !name.isEmpty, !name.contains(".") else {
            throw error("a key is one word", at: key.mark?.line ?? line)
          }
          // The line of the key; a list below it starts further down.
          try read(value, key: prefix + [name], line: key.mark?.line ?? line)
        }
      case .scalar(let scalar) where prefix.isEmpty && scalar.string.isEmpty:
        return  // a file of comments only
      default:
        throw error("expected `key: value`", at: line)
      }
    }

    private mutating func read(_ value: Node, key: [String], line: Int) throws {
      switch value {
      case .mapping:
        try read(value, prefix: key)
      case .scalar(let scalar):
        add(.scalar(scalar.string), key: key, line: line)
      case .sequence(let sequence):
        let elements = try sequence.map { element in
          guard let scalar = element.scalar else {
            throw error("the list \(key.joined(separator: ".")) holds plain values only", at: line)
          }
          return scalar.string
        }
        add(.list(elements), key: key, line: line)
      case .alias:
        throw error("aliases (*name) are not used here; write the value", at: line)
      }
    }

    private mutating func add(_ value: HyperparameterValue, key: [String], line: Int) {
      entries.append(
        Entry(
          key: key.joined(separator: "."), value: value, line: line,
          documentation: documentation(above: line)))
    }

    private func documentation(above line: Int) -> String {
      let comments = lines.prefix(line - 1).reversed()
        .map { $0.trimmingCharacters(in: .whitespaces) }
        .prefix { $0.hasPrefix("#") }
        .map { $0.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces) }
      return comments.reversed().filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func error(_ reason: String, at line: Int) -> UsageError {
      UsageError(
        "\(path): line \(line): \(reason).",
        remedy: "A line is `key: value`, indented by two spaces for each level.")
    }
  }
}
