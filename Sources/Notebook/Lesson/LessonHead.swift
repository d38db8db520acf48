import Foundation

/// What stands at the head of a lesson's text, between two lines of `---`.
package struct LessonHead: Sendable, Equatable {
  package let title: String
  /// The question that the lesson answers.
  package let question: String
  /// Minutes of reading.
  package let minutes: Int

  init(title: String, question: String, minutes: Int) {
    self.title = title
    self.question = question
    self.minutes = minutes
  }

  /// Reads no more than the head: the contents of the course should not wait for all its pages.
  /// - Throws: `LessonTextError`, or the error of reading the file.
  package init(contentsOf url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    let lines = text.split(
      maxSplits: 20, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var parser = LessonParser(
      text: lines.prefix(20).joined(separator: "\n"), file: url.lastPathComponent)
    self = try parser.head()
  }
}
