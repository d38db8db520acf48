import ArgumentParser
import Foundation
import LessonKit
import Lessons
import Notebook
import Words

/// `tutor reset`: lessons begin anew.
struct Reset: ParsableCommand {
  static let configuration = CommandConfiguration(told: "reset")

  @Argument(help: .told("help-reset.lesson"))
  var lesson: String?

  func run() throws {
    let terminal = Terminal()
    let file = Progress.file()
    var progress = Progress.read(from: file) { terminal.message(prose: $0 + "\n") }
    let chosen = try lesson.map { try [Lesson.named($0)] } ?? Lesson.all
    let forgotten = chosen.filter { progress.lessons[$0.runName] != nil }
    for lesson in forgotten { progress.lessons[lesson.runName] = nil }
    if lesson == nil { progress.lessons = [:] }
    let old = file.deletingLastPathComponent().appending(path: "progress.old.json")
    if !forgotten.isEmpty {
      try writeAtomically(try readFile(file), to: old)
      try progress.write(to: file)
    }
    let list = forgotten.map { "\($0.number)" }.joined(separator: ", ")
    terminal.write(
      prose: Messages.text(
        forgotten.isEmpty ? "reset.nothing" : "reset.done", ["lessons": list, "file": old.path])
        + "\n")
  }
}
