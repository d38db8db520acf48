import ArgumentParser
import Foundation
import LessonKit
import Lessons
import Notebook
import Words

/// `tutor class new`: deals out seeds and settings.
struct ClassNew: ParsableCommand {
  static let configuration = CommandConfiguration(told: "class-new", command: "new")

  @Option(help: .told("help-class-new.students"))
  var students: Int

  @Option(help: .told("help-watch.lesson"), completion: .lessons)
  var lesson = "5"

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: .told("help-class-new.set", valueName: "KEY=V1,V2"), completion: .settings)
  var overrides: [String] = []

  @Option(
    name: .shortAndLong, help: .told("help-class-new.output", valueName: "file"),
    completion: .file())
  var output = "class.csv"

  func run() throws {
    guard (1...1000).contains(students) else {
      throw UsageError("bad-students", ["students": "\(students)"])
    }
    let root = try ProjectRoot.find()
    let lesson = try Lesson.named(lesson)
    let assignments =
      try overrides.isEmpty
      ? Assignments(proposedBy: lesson, root: root) : Assignments(dealing: overrides)
    try assignments.check(root: root)
    let file = URL(filePath: output)
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw UsageError("class-exists", ["file": output])
    }
    let width = max(2, "\(students)".count)
    let list = ClassList(
      students: (1...students).map { number in
        let digits = "\(number)"
        return .init(
          number: String(repeating: "0", count: width - digits.count) + digits, name: "",
          seed: UInt64(number), lesson: lesson.number, settings: assignments[number - 1])
      })
    let sheets = file.deletingLastPathComponent()
      .appending(path: file.deletingPathExtension().lastPathComponent + "-sheets")
    try makeFolder(sheets)
    for student in list.students {
      try writeAtomically(
        sheet(for: student, in: list, lesson), to: sheets.appending(path: "\(student.number).md"))
    }
    try writeAtomically(list.csv, to: file)
    Terminal().write(
      "\(file.path(percentEncoded: false))\n\(sheets.path(percentEncoded: false))\n")
  }

  private func sheet(
    for student: ClassList.Student, in list: ClassList, _ lesson: Lesson
  ) -> String {
    Messages.text(
      "class-sheet.text",
      [
        "number": student.number, "lesson": "\(student.lesson)", "run": lesson.runName,
        "seed": "\(student.seed)", "command": student.command,
        "settings": list.change(of: student).map { "`\($0)`" }.joined(separator: ", "),
      ]) + "\n"
  }
}
