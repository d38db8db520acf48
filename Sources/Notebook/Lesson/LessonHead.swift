import Foundation

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
  /// - Throws: `LessonTextError`, or the error of reading the file.
  package init(contentsOf url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    let end = text.utf8.firstRange(of: "\n---".utf8)?.upperBound ?? text.endIndex
    var parser = LessonParser(text: String(text[..<end]), file: url.lastPathComponent)
    self = try parser.head()
  }
}
