import Foundation
import LessonKit
import Lessons
import Notebook
import TestSupport
import Testing

/// Lessons/papers.yaml, against the lessons.
struct PapersTests {
  private let literature: Literature

  init() throws {
    let file = projectRoot.appending(path: "Lessons/papers.yaml")
    literature = try Literature(parsing: String(contentsOf: file, encoding: .utf8))
  }

  @Test func `the words of each place are on a page, and places stand in the order of pages`()
    throws
  {
    for lesson in Lesson.all {
      let text = try LessonText(contentsOf: lesson.english)
      let places = literature.places.filter { $0.lesson == lesson.number }
      #expect(!places.isEmpty, "lesson \(lesson.number)")
      let pages = places.map { text.numbers(ofPagesWith: $0.words).first }
      for (place, page) in zip(places, pages) {
        #expect(page != nil, "lesson \(lesson.number): no page says \"\(place.words)\"")
      }
      // "7+" comes after "7" and before "8".
      let order = pages.compactMap { $0 }.map { Double($0.replacing("+", with: ".5")) ?? 0 }
      #expect(order == order.sorted(), "lesson \(lesson.number): \(pages.compactMap(\.self))")
    }
    let numbers = literature.places.map(\.lesson)
    #expect(Set(numbers) == Set(Lesson.all.map(\.number)))
    #expect(numbers == numbers.sorted())
  }

  @Test func `each concept is named once on a page, and there are enough`() {
    #expect(literature.places.count > 45)
    let names = literature.places.map { "\($0.lesson) \($0.concept)" }
    #expect(Set(names).count == names.count)
  }

  @Test func `each paper is used, and named by its first author and its year`() {
    let used = Set(literature.places.map(\.paper.key))
    #expect(Set(literature.papers.map(\.key)) == used)
    let keys = literature.papers.map(\.key)
    #expect(keys == keys.sorted() && Set(keys).count == keys.count)
    for paper in literature.papers {
      let author = paper.authors.prefix { $0.isLetter }.lowercased()
        .folding(options: .diacriticInsensitive, locale: nil)
      // Of two in one year, the second has a letter.
      #expect(paper.key.replacing(/[b-z]$/, with: "") == "\(author)\(paper.year)")
      #expect(paper.venue != nil || paper.arxiv != nil, "\(paper.key)")
      #expect(paper.arxiv?.wholeMatch(of: /\d{4}\.\d{4,5}/) != nil || paper.arxiv == nil)
    }
  }
}
