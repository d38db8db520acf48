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
    do {
      return try Yams.compose(yaml: text, .basic)
    } catch let error as YamlError where "\(error)".contains("nesting level") {
      throw UsageError("yaml-deep", ["path": path])
    }
  }

  /// YAML has no control characters but tabs and line breaks (YAML 1.2.2, 5.1).
  private static func checkCharacters(of text: String, path: String) throws {
    func isRefused(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85: false
      case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: true
      default: false
      }
    }
    guard text.unicodeScalars.contains(where: isRefused) else { return }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      guard let column = line.unicodeScalars.enumerated().first(where: { isRefused($1) }) else {
        continue
      }
      let code = String(column.element.value, radix: 16, uppercase: true)
      throw UsageError(
        "yaml-control",
        [
          "path": path, "line": "\(index + 1)", "column": "\(column.offset + 1)",
          "code": String(repeating: "0", count: max(0, 4 - code.count)) + code,
        ])
    }
  }

  /// - Throws: `UsageError` for what `compose` would refuse before reading it.
  package static func check(_ text: String, path: String) throws {
    guard text.utf8.count <= mostBytes else {
      throw UsageError("yaml-size", ["path": path, "most": "\(mostBytes / 1_000_000)"])
    }
    try checkCharacters(of: text, path: path)
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
