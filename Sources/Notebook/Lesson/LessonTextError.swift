/// A mistake in a lesson's text: where it stands and what is wrong.
package struct LessonTextError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// Counted from 1.
  package let line: Int
  package let reason: String

  package var description: String { "\(file):\(line): \(reason)" }
}

/// A mistake inside one construct of a lesson's text, before its place is known.
struct LessonSyntaxError: Error {
  let reason: String
}
