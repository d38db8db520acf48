import Course
import Foundation
import Hyperparameters
import Lessons
import Notebook
import Words

extension HyperparameterOptions {
  /// The course of the toy world with these hyperparameters, which trains without saying what it takes from
  /// earlier runs.
  ///
  /// - Parameter command: for the error of a text of the learner's own, such as `tutor sample`.
  /// - Throws: `UsageError`, `Failure`.
  func course(
    for command: String, isQuick: Bool = false, terminal: Terminal
  ) throws -> (course: Course, root: URL) {
    let root = try ProjectRoot.find()
    let hyperparameters = try hyperparameters(root: root, isQuick: isQuick)
    return (try course(of: hyperparameters, for: command, root: root, terminal: terminal), root)
  }

  /// The same of hyperparameters that have been read, which know afterwards what was asked of them.
  func course(
    of hyperparameters: Hyperparameters, for command: String, root: URL, terminal: Terminal
  ) throws -> Course {
    let settings = try CourseSettings(checking: hyperparameters.forToyWorld(of: command))
    let course = try Course(
      settings, dataFolder: root.appending(path: "Data"), cache: .standard(),
      observer: QuietObserver(terminal: terminal))
    course.data.tellNotes(on: terminal)
    return course
  }
}

extension CourseData {
  /// Says what is made of files that are the learner's own.
  func tellNotes(on terminal: Terminal) {
    for note in notes {
      let text = Messages.text("report.note", ["note": Messages.told(note)])
      terminal.message(prose: text + "\n")
    }
  }
}

/// - Throws: `UsageError` for a temperature that nothing can be drawn at.
func requireTemperature(_ temperature: Double) throws {
  guard temperature == 0 || (0.01...10).contains(temperature) else {
    throw UsageError("bad-temperature", ["temperature": "\(temperature)"])
  }
}
