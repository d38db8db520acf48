import Foundation
import Notebook
import TestSupport
import Testing
import Words

@Suite struct LessonHeadTests {
  private func head(of text: String) throws -> LessonHead {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "lesson.md")
    try Data(text.utf8).write(to: file)
    return try LessonHead(contentsOf: file)
  }

  @Test(arguments: ["\n", "\r\n"]) func `a head is read without its pages`(newline: String) throws {
    let lines = ["---", "title: T", "question: Q?", "minutes: 5", "---", "```when", "never closed"]
    let head = try head(of: lines.joined(separator: newline))
    #expect(head.title == "T" && head.question == "Q?" && head.minutes == 5)
  }

  @Test func `comments may make a head long`() throws {
    let comments = (1...30).map { "# \($0)" }.joined(separator: "\n")
    #expect(
      try head(of: "---\ntitle: T\n\(comments)\nquestion: Q?\nminutes: 5\n---\n").minutes == 5)
  }

  @Test(arguments: ["", "title: T\n", "---\ntitle: T\nquestion: Q?\nminutes: 5\n"])
  func `a text without a whole head is an error`(text: String) {
    #expect(throws: Failure.self) { try head(of: text) }
  }
}
