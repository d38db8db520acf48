import Foundation
import LessonKit
import Lessons
import Notebook
import Words

/// A lesson as the contents list it.
struct CourseEntry: Encodable {
  let number: Int
  let slug: String
  let title: String
  /// The question that the lesson answers.
  let question: String
  /// Of reading.
  let minutes: Int
  /// Whether a run of it has come to its end; a quick run shows nothing, and does not count.
  let isDone: Bool
  /// The page where the lesson was left, such as `7`; nil if it was not begun, or was read to its end.
  let page: String?

  private enum CodingKeys: String, CodingKey {
    case number, slug, title, question, minutes, page
    case isDone = "done"
  }

  /// - Parameter warn: is told if the file of places was set aside.
  static func all(
    root: URL, runs: URL, warn: (String) -> Void = { _ in }
  ) throws -> [CourseEntry] {
    let done = Set(
      RunListing.runs(in: runs).compactMap(\.summary)
        .filter { $0.isComplete && !$0.isQuick }.map(\.lesson))
    var places: [String: Place] = [:]
    do {
      places = try Progress.read(from: Progress.file(), warn: warn).lessons
    } catch {
      warn(
        Messages.text("progress-file.unreadable", ["problem": (error as? Failure)?.problem ?? ""]))
    }
    return try Lesson.all.map { lesson in
      let head = try LessonHead(
        contentsOf: Language.chosen.file("lesson", "md", in: lesson.place(in: root)))
      return CourseEntry(
        number: lesson.number, slug: lesson.slug, title: head.title, question: head.question,
        minutes: head.minutes, isDone: done.contains(lesson.folder),
        page: places[lesson.runName].flatMap { $0.isDone ? nil : $0.pageName })
    }
  }
}

extension Encodable {
  /// As JSON for people and programs: sorted keys, indented.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
