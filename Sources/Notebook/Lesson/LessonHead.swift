import Foundation
import Words

/// What stands at the head of a lesson's text, between two lines of `---`.
package struct LessonHead: Sendable, Equatable {
  package let title: String
  /// The question that the lesson answers.
  package let question: String
  /// Minutes of reading.
  package let minutes: Int
}

extension LessonHead {
  /// Parses no more than the head: the contents of the course should not wait for all its pages.
  /// - Throws: `Failure`.
  package init(contentsOf url: URL) throws {
    let text = try readText(url)
    let end = text.utf8.firstRange(of: "\n---".utf8)?.upperBound ?? text.endIndex
    var parser = LessonParser(text: String(text[..<end]), file: url.lastPathComponent)
    self = try parser.head()
  }
}
