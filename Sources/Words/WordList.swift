import Foundation
import Yams

/// Words by their keys, in blocks: of a figure, of a table, of a command.
///
///     beta-sweep:
///       title: The same weak reward model, leashes of different length
///       beta: β = {beta}
///
/// A file in another language has the same blocks and keys; what it lacks is told in English.
package struct WordList: Equatable, Sendable {
  /// The path of the file, for messages.
  package let path: String
  package private(set) var blocks: [String: [String: String]]

  /// An empty list.
  package init(path: String = "") {
    self.path = path
    blocks = [:]
  }

  /// Reads `NAME.yaml` in a folder, and over it `NAME.<language>.yaml` if there is one.
  ///
  /// - Throws: `UsageError` that names the file and the line.
  package init(_ name: String, in folder: URL, language: Language = .chosen) throws {
    self = try WordList(contentsOf: folder.appending(path: "\(name).yaml"))
    let translation = folder.appending(path: "\(name).\(language.code).yaml")
    guard FileManager.default.fileExists(atPath: translation.path) else { return }
    for (name, block) in try WordList(contentsOf: translation).blocks {
      blocks[name, default: [:]].merge(block) { $1 }
    }
  }

  /// An empty list where there is no such file: a lesson without tables, or a translation, may lack it.
  ///
  /// - Throws: `UsageError` that names the file and the line; `Failure`.
  package init(contentsOf file: URL) throws {
    guard unsafe access(file.path, F_OK) == 0 || errno != ENOENT else {
      self.init(path: file.path)
      return
    }
    let data = try readFile(file)
    if let mistake = EncodingMistake(in: data) {
      throw Failure("data-file-encoding", mistake.values(path: file.path), at: file.path)
    }
    try self.init(parsing: String(decoding: data, as: UTF8.self), path: file.path)
  }

  package init(parsing yaml: String, path: String) throws {
    self.init(path: path)
    func mistake(_ name: String, in node: Node? = nil, _ reason: String = "") -> UsageError {
      let line = node?.mark?.line ?? 1
      return UsageError("word-list.\(name)", ["path": path, "line": "\(line)", "reason": reason])
    }
    do {
      // All scalars are text; to find out which might be numbers would take most of the time.
      guard let root = try YAML.compose(yaml, path: path), root.scalar?.string != "" else {
        return
      }
      guard let mapping = root.mapping else { throw mistake("no-list") }
      for (name, block) in mapping {
        guard let block = block.mapping, let name = name.scalar?.string else {
          throw mistake("no-block", in: name)
        }
        for (key, text) in block {
          guard let text = text.scalar?.string, let key = key.scalar?.string else {
            throw mistake("no-text", in: key)
          }
          // A folded text ends in a line break that nobody means.
          blocks[name, default: [:]][key] = text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
      }
    } catch let error as YamlError {
      throw mistake("no-yaml", "\(error)")
    }
  }

  /// The words of a key in a block; nil if there are none.
  package subscript(key: String, in block: String) -> String? { blocks[block]?[key] }

  /// The label with its words; itself if it is verbatim, nil if there are no words for it.
  package func told(_ label: Label, in block: String) -> Label? {
    label.isVerbatim ? label : self[label.key, in: block].map(label.told)
  }
}
