import Foundation
import Lessons
import Notebook
import Testing

/// The folder of the project.
let projectRoot = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../..").standardizedFileURL

extension Lesson {
  var place: URL { projectRoot.appending(path: "Lessons/\(folder)") }

  /// `lesson.md` and its translations, such as `lesson.ko.md`.
  var texts: [URL] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
        .filter { $0.hasPrefix("lesson.") && $0.hasSuffix(".md") }
        .map { place.appending(path: $0) }
    }
  }
}

struct LessonTextTests {
  /// The numbers of the lessons, for the arguments of tests.
  static let numbers = Lesson.all.map(\.number)

  private func lesson(_ number: Int) throws -> Lesson { try Lesson.named("\(number)") }

  @Test(arguments: numbers)
  func `text and code fit together`(number: Int) throws {
    let lesson = try lesson(number)
    let texts = try lesson.texts
    #expect(!texts.isEmpty)
    for text in texts {
      let problems = try LessonText.problems(
        text: text, source: lesson.place.appending(path: lesson.sourceFile), root: projectRoot)
      #expect(problems == [], "\(text.lastPathComponent) of lesson \(number)")
    }
  }

  @Test func `the text and the code for a text of one's own fit together`() throws {
    let lesson = Lesson.onOwnText
    let problems = try LessonText.problems(
      text: lesson.place.appending(path: lesson.textFile),
      source: lesson.place.appending(path: lesson.sourceFile), root: projectRoot)
    #expect(problems == [])
  }

  @Test(arguments: numbers)
  func `the head of the text says what the contents list`(number: Int) throws {
    for file in try lesson(number).texts {
      let text = try LessonText(contentsOf: file)
      #expect(try LessonHead(contentsOf: file) == text.head)
      #expect(!text.head.title.isEmpty && text.head.title != "Draft")
      #expect(text.head.question.hasSuffix("?"))
      // A lesson is 10 to 15 minutes of reading.
      #expect((8...20).contains(text.head.minutes))
    }
  }

  @Test(arguments: numbers)
  func `a lesson has 8 to 16 cells of code that fits on a page`(number: Int) throws {
    let lesson = try lesson(number)
    let source = try String(
      contentsOf: lesson.place.appending(path: lesson.sourceFile), encoding: .utf8)
    let names = SourceListing.cells(in: source).map(\.name)
    #expect((8...16).contains(names.count), "\(names)")
    for name in names {
      let listing = SourceListing.cell(name, in: source, path: lesson.sourceFile)
      // A page of 24 rows must hold the frame around it.
      #expect((listing?.lines.count ?? 0) <= 18, "\(name)")
    }
  }

  @Test(arguments: numbers)
  func `translations tell the same results`(number: Int) throws {
    let texts = try lesson(number).texts.map { try LessonText(contentsOf: $0) }
    for text in texts { #expect(text.resultNames == texts.first?.resultNames) }
  }

  @Test func `lessons are found by number, slug and folder`() throws {
    for lesson in Lesson.all {
      for name in ["\(lesson.number)", lesson.slug, lesson.folder] {
        #expect(try Lesson.named(name).number == lesson.number)
      }
    }
  }

  @Test(arguments: ["", "9", "ppo", "-1", "1 "])
  func `an unknown lesson is told, with those there are`(name: String) throws {
    #expect {
      try Lesson.named(name)
    } throws: {
      $0 is UsageError && "\($0)".contains("5 (ppo-with-kl)")
    }
  }

  @Test func `each lesson leads to the next, the last to the contents`() {
    #expect(
      Lesson.all.map(\.nextCommand)
        == Lesson.all.dropFirst().map { "./tutor run \($0.number)" } + ["./tutor"])
    #expect(Lesson.all.map(\.number) == Lesson.all.map(\.number).sorted())
  }
}
