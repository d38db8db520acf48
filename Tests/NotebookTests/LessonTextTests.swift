import Foundation
import Notebook
import TestSupport
import Testing
import Words

private let head = "---\ntitle: T\nquestion: Q?\nminutes: 5\n---\n"

struct LessonTextTests {
  @Test func `a text is cut into pages at its anchors`() throws {
    let text = """
      Prose {{a}}.

      <!-- cell: load -->
      ```swift
      <!-- cell: in code, so not an anchor -->
      ```
      <!-- page -->
      <!-- a comment -->
      ```when b > c
      {{d}}
      ```
      <!-- cell: train -->
      """
    let lesson = try LessonText(parsing: head + text)
    #expect(lesson.head.title == "T")
    #expect(lesson.head.question == "Q?")
    #expect(lesson.head.minutes == 5)
    #expect(lesson.cells == ["load", "train"])
    #expect(lesson.pageCount == 4)
  }

  @Test(arguments: [
    ("x {{a", 6, "without"), ("\n\nx\n{{a b}}", 9, "difference"), ("{{a:full stop}}", 6, "format"),
    ("{{}}", 6, "name"), ("```when a >\nx\n```", 6, "condition"),
    ("x\n```when a > b\nx", 7, "never closed"), ("~~~\nx", 6, "never closed"),
    ("```otherwise\nx\n```", 6, "stands alone"),
    ("```when a > b\nx\n```otherwise\ny\n```otherwise\nz\n```", 10, "second"),
    ("```when a > b\nx\n{{y\n```", 8, "without"),
    ("<!-- cell: -->", 6, "NAME"), ("<!-- page: x -->", 6, "without a name"),
    ("<!-- quote: File.swift -->", 6, "#name"),
    ("\n```question\nprompt: P\n```", 7, "2 to 7 options"),
    ("```question\nprompt: [\n```", 6, "YAML"), ("```question\nprompts: x\n```", 6, "no key"),
  ])
  func `a mistake is reported with its line`(text: String, line: Int, reason: String) {
    #expect {
      try LessonText(parsing: head + text, file: "lesson.md")
    } throws: { error in
      guard let error = error as? Failure else { return false }
      return error.line == line && error.reason.contains(reason)
        && error.description.hasPrefix("lesson.md, line \(line): ")
    }
  }

  @Test(arguments: [
    "title: T", "---\ntitle: T\n---\n", "---\ntitle: T\nquestion: Q\nminutes: x\n---\n",
    "---\ntitle: T\nquestion: Q\nminutes: 5\nmore: 1\n---\n", "",
  ])
  func `a text starts with title, question and minutes`(text: String) {
    #expect(throws: Failure.self) { try LessonText(parsing: text) }
  }

  @Test(arguments: [
    ("right: a\n", "{text: x}, {text: y}", "feedback"),
    ("right: c\n", "{text: x, feedback: f}, {text: y, feedback: f}", "right: c"),
    ("right: 0\n", "{text: x, feedback: f}, {text: y, feedback: f}", "right: 0"),
    ("right: a\n", "{text: x, feedback: f, when: a > b}, {text: y, feedback: f}", "not both"),
    ("reveal: later\n", "{text: x, feedback: f}, {text: y, feedback: f}", "needs a name"),
    ("reveal: soon\n", "{text: x, feedback: f}, {text: y, feedback: f}", "later"),
  ])
  func `a question that cannot be scored is a mistake`(
    keys: String, options: String, reason: String
  ) {
    let text = "```question\nprompt: P\n\(keys)options: [\(options)]\n```"
    #expect {
      try LessonText(parsing: head + text)
    } throws: { ($0 as? Failure)?.reason.contains(reason) ?? false }
  }
}

struct LessonProblemsTests {
  private func problems(
    anchors: [String], cells: [String], extra: String = "", library: String = ""
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    let text = anchors.map { "<!-- cell: \($0) -->\n" }.joined()
    let code = cells.map { "  try notebook.cell(\"\($0)\")\n" }.joined()
    _ = try folder.write(library, to: "Sources/Library.swift")
    return try LessonText.problems(
      text: folder.write(head + text + extra, to: "lesson.md"),
      source: folder.write("func f() {\n\(code)}\n", to: "Lesson.swift"), root: folder.url)
  }

  @Test func `anchors and cells that match are no problem`() throws {
    #expect(try problems(anchors: ["a", "b"], cells: ["a", "b"]) == [])
  }

  @Test func `anchors and cells match one to one and in order`() throws {
    #expect(
      try problems(anchors: ["a", "b"], cells: ["a"])
        == ["lesson.md has an anchor \"b\", but Lesson.swift has no such cell"])
    #expect(
      try problems(anchors: ["a"], cells: ["a", "b"])
        == ["Lesson.swift has a cell \"b\", but lesson.md has no such anchor"])
    #expect(
      try problems(anchors: ["a", "b"], cells: ["b", "a"]).first?.contains("order") ?? false)
    #expect(
      try problems(anchors: ["a", "a"], cells: ["a"])
        == ["lesson.md: cell \"a\" is there more than once"])
  }

  @Test func `quotes exist`() throws {
    let quote = "<!-- quote: Sources/Library.swift#loss -->\n"
    let library = "// quote: loss\nfunc loss() {}\n// end quote\n"
    #expect(try problems(anchors: [], cells: [], extra: quote, library: library) == [])
    #expect(try problems(anchors: [], cells: [], extra: quote, library: "").count == 1)
    let other = "<!-- quote: Sources/Other.swift#loss -->\n"
    #expect(
      try problems(anchors: [], cells: [], extra: other)
        == ["quote Sources/Other.swift#loss: there is no such file"])
  }

  @Test func `a prediction is revealed, and only a prediction`() throws {
    let question = """
      ```question
      name: leash
      prompt: P
      reveal: later
      options: [{text: x, feedback: f}, {text: y, feedback: f}]
      ```

      """
    let answer = "<!-- answer: leash -->\n"
    #expect(try problems(anchors: [], cells: [], extra: question + answer) == [])
    #expect(try problems(anchors: [], cells: [], extra: question).count == 1)
    #expect(try problems(anchors: [], cells: [], extra: answer + question).count == 1)
  }

  @Test func `a mistake in the text is a problem`() throws {
    #expect(try problems(anchors: [], cells: [], extra: "{{a b}}").count == 1)
  }
}

struct MistakeWordsTests {
  /// Sentences stand in the messages, so a key that is mistyped would be told in place of one.
  @Test func `every mistake in a lesson's text has words`() throws {
    let sources = projectRoot.appending(path: "Sources/Notebook")
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    var count = 0
    for case let file as URL in try #require(files) where file.pathExtension == "swift" {
      let source = try String(contentsOf: file, encoding: .utf8)
      let calls = /(?:"lesson-text\.|(?:mistake|Problem|problem)\(\s*")([a-z-]+)"|of: "([a-z]+)"/
      for call in source.matches(of: calls) {
        let key = String(call.1 ?? call.2 ?? "")
        let blocks = ["lesson-text", "lesson-problem", "ranking"]
        #expect(blocks.contains { Messages.text(Label("\($0).\(key)")) != nil }, "\(key)")
        count += 1
      }
    }
    #expect(count > 30)
  }
}
