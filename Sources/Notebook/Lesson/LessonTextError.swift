import Words

/// A mistake in a lesson's text: where it stands and what is wrong.
package struct LessonTextError: Error, Equatable, CustomStringConvertible {
  package let reason: String
  /// Empty as long as the place of the mistake is not known.
  package private(set) var file = ""
  /// Counted from 1.
  package private(set) var line = 0

  /// The mistake whose words are the key `name` in the block `lesson-text` of the messages.
  init(_ name: String, _ values: [String: String] = [:]) {
    reason = Messages.text("lesson-text.\(name)", values)
  }

  /// The mistake with its place, unless it has one.
  func placed(in file: String, line: Int) -> LessonTextError {
    var error = self
    if self.file.isEmpty { (error.file, error.line) = (file, line) }
    return error
  }

  package var description: String { file.isEmpty ? reason : "\(file):\(line): \(reason)" }
}
