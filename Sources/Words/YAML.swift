import Foundation
import Yams

/// The one door through which YAML comes in.
package enum YAML {
  /// More than any file of the course, and little enough to be read at once.
  private static let mostBytes = 4_000_000

  /// The text as a tree; all scalars are texts. Nil if there is nothing in it.
  ///
  /// Anchors and aliases (`&name`, `*name`) are refused before anything is read: a few lines of them can stand
  /// for more than fits into memory.
  ///
  /// - Parameter path: the file's, for messages.
  /// - Throws: `YamlError`; `UsageError` with the line of an alias, or for a text that is too long.
  package static func compose(_ text: String, path: String) throws -> Node? {
    try check(text, path: path)
    return try Yams.compose(yaml: text, .basic)
  }

  /// - Throws: `UsageError` for what `compose` would refuse before reading it.
  package static func check(_ text: String, path: String) throws {
    guard text.utf8.count <= mostBytes else {
      throw UsageError("yaml-size", ["path": path, "most": "\(mostBytes / 1_000_000)"])
    }
    // Most texts have neither sign at the start of a word.
    guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else {
      return
    }
    var anchors: Set<Substring> = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      for word in line.split(whereSeparator: { " \t,[]{}:".contains($0) }) where word.count > 1 {
        let name = word.dropFirst()
        if word.first == "&" { anchors.insert(name) }
        guard word.first == "*", anchors.contains(name) else { continue }
        throw UsageError(
          "yaml-alias", ["path": path, "line": "\(index + 1)", "name": String(name).printable])
      }
    }
  }
}
