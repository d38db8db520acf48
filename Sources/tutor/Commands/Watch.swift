import ArgumentParser
import Foundation
import LessonKit
import Lessons
import Metrics
import Notebook
import Words

/// `tutor watch`: a lesson that runs again whenever its text or its settings change.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(told: "watch")

  @Argument(help: .told("help-watch.lesson"))
  var lesson: String

  @Flag(help: .told("help-run.quick"))
  var quick = false

  func run() throws {
    let (root, terminal) = (try ProjectRoot.find(), Terminal())
    let lesson = try Lesson.named(lesson)
    // Runs of a text in the making are nobody's results.
    try withTemporaryFolder("watch") { try watch(lesson, root: root, terminal, output: $0) }
  }

  private func watch(
    _ lesson: Lesson, root: URL, _ terminal: Terminal, output folder: URL
  ) throws {
    var files = WatchedFiles(lesson: lesson, root: root)
    var last = try outcome(of: lesson, root: root, output: folder, terminal)
    while true {
      terminal.message(
        prose: Messages.text("watch.waiting", ["lesson": "\(lesson.number)"]) + "\n")
      let changed = try files.waitForChange()
      terminal.message(
        prose: Messages.text("watch.changed", ["list": changed.joined(separator: ", ")]) + "\n")
      if changed.contains(where: { $0.hasSuffix(".swift") }) {
        try startAgain(root: root)
        terminal.message(prose: Messages.text("watch.swift") + "\n")
        continue
      }
      guard let next = try outcome(of: lesson, root: root, output: folder, terminal) else {
        continue
      }
      if let last { terminal.write(next.changes(since: last, terminal: terminal)) }
      let words = changed.filter { $0.contains(/(figures|tables|messages)[a-z.]*\.yaml$/) }
      if !words.isEmpty {
        terminal.write(
          prose: Messages.text("watch.words", ["list": words.joined(separator: ", ")]) + "\n")
      }
      last = next
    }
  }

  /// Runs the lesson to its end; nil for one that fails, which says why.
  private func outcome(
    of lesson: Lesson, root: URL, output: URL, _ terminal: Terminal
  ) throws -> LessonOutcome? {
    let child = try ChildProgram(
      tutor: ["run", lesson.folder, "--no-input", "--plots", "none", "--output", output.path]
        + (quick ? ["--quick"] : []))
    try child.wait()
    if let words = child.complaint {
      terminal.message(prose: words + "\n")
      return nil
    }
    return LessonOutcome(
      lesson, root: root, summary: RunListing.runs(in: output).first?.summary)
  }

  /// Starts the wrapper in place of this program, which builds what has changed; it comes back only where
  /// there is none.
  private func startAgain(root: URL) throws {
    let wrapper = root.appending(path: "tutor").path
    guard FileManager.default.isExecutableFile(atPath: wrapper) else { return }
    let words = [wrapper] + CommandLine.arguments.dropFirst()
    let arguments = unsafe words.map { (word: String) in unsafe strdup(word) }
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    unsafe execv(wrapper, arguments + [nil])
  }
}
