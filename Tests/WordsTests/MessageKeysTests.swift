import Foundation
import TestSupport
import Testing
import Words

/// The keys of messages, as they stand in the sources. (A key that is put together cannot be found.)
struct MessageKeysTests {
  private let words: WordList
  /// The texts of the Swift files, by their paths.
  private let sources: [(path: String, text: String)]

  init() throws {
    words = try WordList(contentsOf: projectRoot.appending(path: "Lessons/messages.yaml"))
    let folder = projectRoot.appending(path: "Sources")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let files =
      names.filter { $0.hasSuffix(".swift") }.sorted().map { folder.appending(path: $0) }
      + [projectRoot.appending(path: "Lessons/Lessons.swift")]
    sources = try files.map { ($0.path, try String(contentsOf: $0, encoding: .utf8)) }
  }

  /// The keys that the groups of a pattern find in the sources, and the path of the file of each.
  private func keys<Output>(_ pattern: Regex<Output>) -> [(key: String, path: String)] {
    let pattern = Regex<AnyRegexOutput>(pattern)
    return sources.flatMap { path, text in
      text.matches(of: pattern).flatMap { match in
        match.output.dropFirst().compactMap(\.substring).map { (String($0), path) }
      }
    }
  }

  private func hasWords(_ key: String) -> Bool {
    let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
    return parts.count == 2 && words[parts[1], in: parts[0]] != nil
  }

  @Test func `every message that is asked for has words`() {
    // `Messages.text("a.b")`, `.told("a.b")`, and either of `Messages.text(isOne ? "a.b" : "a.c")`
    let found = keys(
      /(?:Messages\.text|\.told)\(\s*(?:[^"()]+\?\s*)?"([\w.-]+)"(?:\s*:\s*"([\w.-]+)")?/)
    #expect(found.count > 50)
    for (key, path) in found { #expect(hasWords(key), "\(path): \(key)") }
  }

  @Test func `every key in a block that there is has words`() {
    // Labels, and keys that are chosen before they are told.
    let found = keys(/"([a-z][a-z0-9-]*\.[a-zA-Z0-9-]+)"/).filter {
      $0.key.wholeMatch(of: /.*\.(yaml|md|jsonl?|csv|txt|gnuplot)/) == nil
        && words.blocks[String($0.key.prefix { $0 != "." })] != nil
    }
    #expect(found.count > 100)
    for (key, path) in found { #expect(hasWords(key), "\(path): \(key)") }
  }

  @Test func `every error has a problem and a remedy`() {
    // Of `own-text.folder` the problem is `folder`.
    let found = keys(
      /(?:UsageError|Failure)\(\s*(?:[^"()]+\?\s*)?"([a-z][\w.-]*)"(?:\s*:\s*"([a-z][\w.-]*)")?/)
    #expect(found.count > 20)
    for (name, path) in found {
      let parts = name.split(separator: ".").map(String.init)
      for key in [parts.dropFirst().first ?? "problem", "remedy"] {
        #expect(words[key, in: parts[0]] != nil, "\(path): \(name), \(key)")
      }
    }
  }

  @Test func `a block whose keys are put together is there`() {
    let found = keys(/Messages\.text\(\s*(?:Label\(\s*)?"([a-z][a-z0-9-]*)\.[\w.-]*\\\(/)
    #expect(!found.isEmpty)
    for (block, path) in found { #expect(words.blocks[block] != nil, "\(path): \(block)") }
  }
}
