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
    let chosen = try lesson.map { try [Lesson.named($0)] } ?? Lesson.all
    let old = file.deletingLastPathComponent().appending(path: "progress.old.json")
    var forgotten: [Lesson] = []
    try Progress.update(file) {
      terminal.message(prose: $0 + "\n")
    } _: { progress in
      forgotten = chosen.filter { progress.lessons[$0.runName] != nil }
      guard !forgotten.isEmpty else { return }
      try progress.write(to: old)
      for lesson in forgotten { progress.lessons[lesson.runName] = nil }
      if lesson == nil { progress.lessons = [:] }
    }
    let list = forgotten.map { "\($0.number)" }.joined(separator: ", ")
    terminal.write(
      prose: Messages.text(
        forgotten.isEmpty ? "reset.nothing" : "reset.done", ["lessons": list, "file": old.path])
        + "\n")
  }
}
