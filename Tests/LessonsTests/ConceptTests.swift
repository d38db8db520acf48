import Foundation
import LessonKit
import Lessons
import TestSupport
import Testing

/// CONTRIBUTING.md says on which page of which lesson each concept is told, and in which words.
struct ConceptTests {
  private struct Entry: CustomStringConvertible {
    var concept: String
    var lesson: Int
    var page: String
    var words: String
    var description: String { "\(concept): lesson \(lesson), page \(page), \"\(words)\"" }
  }

  private static var entries: [Entry] {
    get throws {
      let file = projectRoot.appending(path: "CONTRIBUTING.md")
      return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap {
        let cells = $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count == 4, let lesson = Int(cells[1]) else { return nil }
        return Entry(concept: cells[0], lesson: lesson, page: cells[2], words: cells[3])
      }
    }
  }

  /// The pages of a lesson's text, without emphasis and line breaks.
  private func pages(_ lesson: Lesson) throws -> [String] {
    let text = try String(contentsOf: lesson.english, encoding: .utf8)
    return text.replacing(/<!-- (page|deeper[^>]*|cell: [^>]*) -->/, with: "\u{0C}").split(
      separator: "\u{0C}", omittingEmptySubsequences: false
    )
    .map {
      $0.replacing("*", with: "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  @Test func `each concept is told on the page that the table names`() throws {
    let entries = try Self.entries
    #expect(entries.count > 40)
    #expect(Set(entries.map(\.lesson)) == Set(Lesson.all.map(\.number)))
    for entry in entries {
      let lesson = try Lesson.named("\(entry.lesson)")
      let pages = try pages(lesson)
      let whole = try LessonText(contentsOf: lesson.english)
      #expect(pages.count == whole.pageCount)
      let places = pages.indices.filter { pages[$0].contains(entry.words) }
        .map { whole.number(ofPage: $0) }
      #expect(places.contains(entry.page), "\(entry): it is on \(places)")
    }
  }
}
