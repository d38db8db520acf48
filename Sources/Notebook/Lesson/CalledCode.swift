import Foundation
import Words

extension LessonSource {
  /// The definitions, in the project's sources, of what a cell calls, in the order of the calls: at most nine,
  /// which is how many digits choose from.
  func definitions(calledIn listing: SourceListing) -> [SourceListing] {
    let code = listing.lines.joined(separator: "\n")
    let called = code.matches(of: /(notebook\.)?\b([A-Za-z]\w+)\s*[\({]/)
      .filter { $0.1 == nil }.map { String($0.2) }
    let names = called.enumerated().filter { !called[..<$0.offset].contains($0.element) }
      .map(\.element)
    var found: [String: [SourceListing]] = [:]
    for file in swiftFiles() {
      guard let text = try? readText(file) else { continue }
      for name in names where text.contains(" \(name)") {
        found[name, default: []] += SourceListing.definitions(
          of: name, in: text, path: shown(file))
      }
    }
    return Array(names.flatMap { found[$0] ?? [] }.prefix(9))
  }

  /// Those of the lesson first: what it calls most is its own.
  private func swiftFiles() -> [URL] {
    let own = path.split(separator: "/").dropLast().joined(separator: "/")
    return [own, "Sources"].flatMap { folder -> [URL] in
      let files = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)
      return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
        .sorted { $0.path < $1.path }
    }
  }
}

extension SourceListing {
  /// The functions and types of this name in a source, each with its comment, to its closing brace.
  static func definitions(of name: String, in source: String, path: String) -> [SourceListing] {
    let lines = source.components(separatedBy: "\n")
    return lines.indices.compactMap { index in
      let line = lines[index]
      guard !line.trimmingCharacters(in: .whitespaces).hasPrefix("//"),
        let word = line.firstMatch(of: /\b(?:func|struct|class|enum)\s+(\w+)/), word.1 == name
      else { return nil }
      let indent = line.prefix { $0 == " " }
      let comment = lines[..<index].reversed().prefix {
        $0.trimmingCharacters(in: .whitespaces).hasPrefix("///")
      }
      let last =
        lines[index...].firstIndex { $0.hasPrefix(indent + "}") || isWhole($0, from: line) }
        ?? lines.count - 1
      return SourceListing(path: path, lines: lines, range: (index - comment.count)..<(last + 1))
    }
  }

  /// A definition on a single line.
  private static func isWhole(_ line: String, from first: String) -> Bool {
    line == first && line.hasSuffix("}")
  }
}
