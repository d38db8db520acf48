import Foundation
import Words
import Yams

/// A YAML file of hyperparameters: nested mappings whose leaves are words or lists of words. The
/// comment lines directly above a key are its documentation, and the comment after a value says what it
/// may be (`AllowedValues`).
package struct HyperparameterFile {
  package struct Entry {
    /// Components joined by dots: `ppo.klCoefficient`.
    package let key: String
    package let value: HyperparameterValue
    let line: Int
    let documentation: String
    let allowed: AllowedValues
  }

  /// What a saved run's file says to differ from its default, as `Hyperparameters.yaml` marks it
  /// (`klCoefficient: 0.4  # default 0.1`), as the learner would write it: `ppo.klCoefficient=0.4`. Seeds
  /// are no such difference.
  package var changes: [String] {
    entries.compactMap { entry in
      guard entry.allowed.text.hasPrefix("default "), !["seed", "world.seed"].contains(entry.key)
      else { return nil }
      let standard = try? HyperparameterFile(
        parsing: "value: \(entry.allowed.text.dropFirst(8))", path: path)
      guard let value = standard?.entries.first?.value, !value.isSame(as: entry.value) else {
        return nil
      }
      return "\(entry.key)=\(entry.value.text)"
    }
  }

  let path: String
  package let entries: [Entry]

  /// - Throws: `UsageError` with file, line and what to do.
  package init(contentsOf url: URL) throws {
    let path = url.path
    let data: Data
    do {
      data = try readFile(url)
    } catch {
      throw UsageError("hyperparameter-file", ["path": path, "reason": reason(of: error)])
    }
    if let mistake = EncodingMistake(in: data) {
      let values = mistake.values(path: path)
      throw UsageError("hyperparameter-encoding", values.merging(["path": path]) { $1 })
    }
    try self.init(parsing: String(decoding: data, as: UTF8.self), path: path)
  }

  /// The values in a text such as a run's `hyperparameters.yaml`, by their keys.
  ///
  /// - Throws: `UsageError` with the line.
  package static func values(in text: String) throws -> [String: HyperparameterValue] {
    let entries = try HyperparameterFile(parsing: text, path: "hyperparameters.yaml").entries
    return Dictionary(entries.map { ($0.key, $0.value) }) { $1 }
  }

  init(parsing text: String, path: String) throws {
    self.path = path
    // Lines end where YAML has it, so also at a lone CR.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var reader = Reader(path: path, lines: lines.map(String.init))
    do {
      if let root = try YAML.compose(text, path: path) { try reader.read(root) }
    } catch let error as YamlError {
      throw reader.mistake(error)
    }
    entries = reader.entries
  }

  private struct Reader {
    let path: String
    let lines: [String]
    var entries: [Entry] = []

    mutating func read(_ node: Node, key: [String] = [], line: Int = 1) throws {
      switch node {
      case .mapping(let mapping):
        for (name, value) in mapping {
          // The line of the key; a list below it starts further down.
          let line = name.mark?.line ?? line
          guard let name = name.scalar?.string, !name.isEmpty, !name.contains(".") else {
            throw mistake("key", at: line)
          }
          try read(value, key: key + [name], line: line)
        }
      case .scalar(let scalar) where !key.isEmpty:
        add(.scalar(scalar.string), key: key, line: line)
      case .sequence(let sequence) where !key.isEmpty:
        let elements = sequence.compactMap(\.scalar?.string)
        guard elements.count == sequence.count else {
          throw mistake("list", key.joined(separator: "."), at: line)
        }
        add(.list(elements), key: key, line: line)
      default:
        // A file of comments only is an empty word.
        guard node.scalar?.string == "" else { throw mistake("value", at: node.mark?.line ?? line) }
      }
    }

    private mutating func add(_ value: HyperparameterValue, key: [String], line: Int) {
      entries.append(
        Entry(
          key: key.joined(separator: "."), value: value, line: line,
          documentation: documentation(above: line), allowed: AllowedValues(comment(in: line))))
    }

    private func documentation(above line: Int) -> String {
      let comments = lines.prefix(line - 1).reversed()
        .map { $0.trimmingCharacters(in: .whitespaces) }
        .prefix { $0.hasPrefix("#") }
        .map { $0.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces) }
      return comments.reversed().filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What stands after a value; a value with a `#` of its own has none.
    private func comment(in line: Int) -> String {
      guard lines.indices.contains(line - 1) else { return "" }
      let parts = lines[line - 1].components(separatedBy: " #")
      return parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    }

    private func mistake(_ name: String, _ reason: String = "", at line: Int) -> UsageError {
      UsageError(
        "hyperparameter-line.\(name)", ["path": path, "line": "\(line)", "reason": reason])
    }

    func mistake(_ error: YamlError) -> UsageError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        mistake("no-yaml", problem, at: mark.line)
      case .duplicatedKeysInMapping(let duplicates, let context):
        mistake("same-key", duplicates.joined(separator: ", "), at: context.mark.line)
      default: mistake("other", "\(error)", at: 1)
      }
    }
  }
}
