import Foundation
import LessonKit
import Lessons
import TestSupport
import Testing
import Words

extension Lesson {
  var place: URL { place(in: projectRoot) }
  var english: URL { place.appending(path: "\(text).md") }

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
    let problems = try LessonText.problems(
      text: lesson.place.appending(path: "lesson.md"),
      source: lesson.place.appending(path: lesson.sourceFile), root: projectRoot)
    #expect(problems == [])
  }

  @Test(arguments: [2, 3, 4, 5])
  func `the text and the code for data of one's own fit together`(number: Int) throws {
    let form = try #require(self.lesson(number).onOwnData)
    let lesson = form()
    let problems = try LessonText.problems(
      text: lesson.english, source: lesson.place.appending(path: lesson.sourceFile),
      root: projectRoot)
    #expect(problems == [])
  }

  @Test(arguments: numbers)
  func `the head of the text says what the contents list`(number: Int) throws {
    for file in try lesson(number).texts {
      let text = try LessonText(contentsOf: file)
      #expect(try LessonHead(contentsOf: file) == text.head)
      #expect(!text.head.title.isEmpty && text.head.title != "Draft")
      #expect(text.head.question.hasSuffix("?"))
      #expect((8...20).contains(text.head.minutes))
    }
  }

  @Test(arguments: numbers)
  func `a lesson has 8 to 20 cells of code that fits on a page`(number: Int) throws {
    let lesson = try lesson(number)
    let source = try String(
      contentsOf: lesson.place.appending(path: lesson.sourceFile), encoding: .utf8)
    let names = SourceListing.cells(in: source).map(\.name)
    #expect((8...20).contains(names.count), "\(names)")
    for name in names {
      let listing = SourceListing.cell(name, in: source, path: lesson.sourceFile)
      // A page of 24 rows must hold the frame around it.
      #expect((listing?.lines.count ?? 0) <= 18, "\(name)")
    }
  }

  @Test(arguments: numbers)
  func `a core path is short, and its minutes are counted`(number: Int) throws {
    let lesson = try lesson(number)
    let problems = try LessonText.readingProblems(
      text: lesson.english, source: lesson.place.appending(path: lesson.sourceFile),
      root: projectRoot)
    #expect(problems == [])
  }

  @Test func `the course up to the limits of RLHF has 105 core pages at most, a lesson 18`() throws
  {
    let pages = try Lesson.all.map { try LessonText(contentsOf: $0.english).core.count }
    #expect(pages.prefix(7).reduce(0, +) <= 105, "\(pages)")
    #expect(pages.allSatisfy { $0 <= 18 }, "\(pages)")
  }

  @Test(arguments: numbers)
  func `translations change nothing but words`(number: Int) throws {
    let lesson = try lesson(number)
    for text in try lesson.texts {
      let parts = text.lastPathComponent.split(separator: ".")
      let language = parts.count == 3 ? Language(code: String(parts[1])) : .english
      #expect(try LessonText.problems(in: lesson.place, language: language) == [])
    }
  }

  @Test func `lessons are found by number, slug and folder`() throws {
    for lesson in Lesson.all {
      for name in ["\(lesson.number)", lesson.slug, lesson.folder] {
        #expect(try Lesson.named(name).number == lesson.number)
      }
    }
  }

  @Test(arguments: ["", "9", "pp", "-1", "1 "])
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

  @Test func `a lesson is declared with the folder that it has, and has all of its files`() throws {
    for lesson in Lesson.all {
      let files = try FileManager.default.contentsOfDirectory(atPath: lesson.place.path)
      #expect(files.contains(lesson.sourceFile), "\(lesson.folder)")
      for name in ["lesson.md", "figures.yaml", "tables.yaml"] {
        #expect(files.contains(name), "\(lesson.folder)/\(name)")
      }
    }
    #expect(Set(Lesson.all.map(\.folder)).count == Lesson.all.count)
  }

  @Test func `README's table has a row for each lesson`() throws {
    let readme = try String(contentsOf: projectRoot.appending(path: "README.md"), encoding: .utf8)
    let rows = readme.matches(of: /\n\| (\d+) \| ([^|]+) \|/).map { Int($0.1) }
    #expect(rows == Lesson.all.map(\.number))
  }

  @Test func `each lesson has its place on the map`() throws {
    let maps = try Lesson.all.map { try #require($0.map) }
    #expect(maps.map(\.current) == [0, 1, 1, 2, 3, 4, 5, 6, 6])
    for map in maps {
      // The two lessons that are beyond PPO stand at one place, so that the map fits.
      #expect(map.steps.count == Lesson.Step.allCases.count - 1)
      #expect(map.lines(width: 80).count == 2)
      // No step is without words.
      #expect(!map.steps.contains { $0.hasPrefix("map.") })
    }
  }
}
