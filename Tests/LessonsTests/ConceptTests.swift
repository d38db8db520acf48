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

  @Test func `each concept is told on the page that the table names`() throws {
    let entries = try Self.entries
    #expect(entries.count > 40)
    // What came after the post stands in the lessons after these.
    #expect(Set(entries.map(\.lesson)) == Set(0...6))
    for entry in entries {
      let text = try LessonText(contentsOf: Lesson.named("\(entry.lesson)").english)
      let pages = text.numbers(ofPagesWith: entry.words)
      #expect(pages.contains(entry.page), "\(entry): it is on \(pages)")
    }
  }
}
