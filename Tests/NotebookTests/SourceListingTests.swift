import Foundation
import Notebook
import TestSupport
import Testing
import Words

private let source = """
  // notebook.cell("not a cell")
  func lesson(_ notebook: Notebook) throws {
    try notebook.cell("load")

    let policy = try course.policy()  // trained now
    if policy.isGood {
      policy.improve()
    }

    try notebook.cell("empty")
    try notebook.cell("train")
    let end = 1
  }

  struct Other {}

  // quote: loss
    /// The loss.
    func loss() -> Float { 0 }
  // end quote
  """

struct SourceListingTests {
  @Test func `a cell is the code up to the next cell, without its indentation`() throws {
    let listing = try #require(SourceListing.cell("load", in: source, path: "L.swift"))
    #expect(listing.firstLine == 5)
    #expect(
      listing.lines == [
        "let policy = try course.policy()  // trained now", "if policy.isGood {",
        "  policy.improve()", "}",
      ])
  }

  @Test func `the last cell ends with its function`() {
    #expect(SourceListing.cell("train", in: source, path: "")?.lines == ["let end = 1"])
    #expect(SourceListing.cell("empty", in: source, path: "")?.lines == [])
    #expect(SourceListing.cell("not a cell", in: source, path: "") == nil)
    #expect(SourceListing.cells(in: source).map(\.name) == ["load", "empty", "train"])
    #expect(SourceListing.cells(in: source).map(\.line) == [3, 10, 11])
  }

  @Test func `a quote is the code between its marks`() {
    let listing = SourceListing.quote("loss", in: source, path: "S.swift")
    #expect(listing?.lines == ["/// The loss.", "func loss() -> Float { 0 }"])
    #expect(listing?.firstLine == 18)
    #expect(SourceListing.quote("gain", in: source, path: "S.swift") == nil)
  }

  @Test func `the frame is as wide as the page, and code that is too long goes on`() throws {
    let listing = try #require(SourceListing.cell("load", in: source, path: "Lessons/5/L.swift"))
    let frame = listing.framed(width: 40, columns: 40, footer: "Enter runs it").map(\.plain)
    #expect(
      frame == [
        "┌ Lessons/5/L.swift:5 ─────────────────┐",
        "│ let policy = try course.policy()     │",
        "│     // trained now                   │",
        "│ if policy.isGood {                   │",
        "│   policy.improve()                   │",
        "│ }                                    │",
        "└────────────────────── Enter runs it ─┘",
      ])
    let wide = listing.framed(width: 40, columns: 100).map(\.width)
    #expect(Set(wide) == [52])
  }

  @Test func `keywords, strings, numbers and comments are coloured`() throws {
    let code = "  x.cell(\"c\")\n  let a = f(\"b \\(c(\"d\")) e\") + 0..<1.5 // é\n"
    let listing = try #require(SourceListing.cell("c", in: code, path: "p"))
    let line = listing.framed(width: 60, columns: 60)[1]
    let styles = line.spans.filter { !$0.style.isEmpty && !$0.text.contains("│") }
    #expect(styles.map(\.text) == ["let", "\"b \\(c(\"d\")) e\"", "0", "1.5", "// é"])
    #expect(styles.map(\.style) == [.magenta, .green, .yellow, .yellow, .dim])
  }
}

struct ProjectRootTests {
  @Test func `the root is the variable's, else the first folder above the executable`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("", to: "Package.swift")
    _ = try folder.write("", to: "Lessons/README.md")
    let executable = folder.url.appending(path: ".build/release/tutor")
    let root = folder.url.standardizedFileURL.path
    #expect(try ProjectRoot.find(environment: [:], executable: executable).path == root)
    let elsewhere = URL(filePath: "/usr/bin/tutor")
    #expect(
      try ProjectRoot.find(environment: ["TUTOR_ROOT": root], executable: elsewhere).path == root)
    #expect(throws: UsageError.self) {
      try ProjectRoot.find(environment: [:], executable: elsewhere)
    }
    #expect(throws: UsageError.self) {
      try ProjectRoot.find(environment: ["TUTOR_ROOT": root + "/Lessons"], executable: elsewhere)
    }
  }

  @Test func `a source changed after the build is told from one before`() throws {
    let folder = try TemporaryFolder()
    let source = try folder.write("", to: "a.swift")
    let program = try folder.write("", to: "tutor")
    let old = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -60)]
    try FileManager.default.setAttributes(old, ofItemAtPath: program.path)
    #expect(ProjectRoot.isNewer(source, than: program))
    #expect(!ProjectRoot.isNewer(program, than: source))
    #expect(!ProjectRoot.isNewer(folder.url.appending(path: "missing"), than: program))
  }
}
