import ArgumentParser
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Notebook
import Words

/// `tutor lesson check`: whether a lesson's text, code and words fit together.
struct LessonCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(told: "lesson-check", command: "check")

  @Argument(help: .told("help-lesson-check.lesson"), completion: .lessons)
  var lesson: String?

  func run() throws {
    let root = try ProjectRoot.find()
    let checks = try checks(root: root)
    let problems = try checks.flatMap { try $0.problems() }
    let terminal = Terminal()
    // As compilers write it, so that editors find the place.
    for problem in problems {
      let path = problem.file.relativePathFromHere
      let place = problem.line.map { "\(path):\($0)" } ?? path
      terminal.write("\(place): \(problem.text)".printable + "\n")
    }
    guard problems.isEmpty else {
      terminal.message(
        prose: Messages.text("lesson-check.problems", ["count": "\(problems.count)"]) + "\n")
      throw ExitCode.failure
    }
    terminal.write(
      prose: Messages.text("lesson-check.all-is-well", ["count": "\(checks.count)"]) + "\n")
  }

  private func checks(root: URL) throws -> [LessonCheck] {
    guard let lesson else { return Lesson.all.map { LessonCheck($0, root: root) } }
    let folder = URL(filePath: lesson, directoryHint: .isDirectory)
    if lesson.contains("/") || FileManager.default.fileExists(atPath: folder.path) {
      return [try LessonCheck(folder: folder, root: root)]
    }
    return [LessonCheck(try Lesson.named(lesson), root: root)]
  }
}
