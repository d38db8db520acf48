import ArgumentParser
import Foundation
import LessonKit
import Lessons
import Metrics
import Notebook
import Words

/// `tutor class collect`: checks what a class has handed in.
struct ClassCollect: ParsableCommand {
  static let configuration = CommandConfiguration(told: "class-collect", command: "collect")

  @Argument(help: .told("help-class-collect.folder"), completion: .directory)
  var folder: String

  @Option(
    name: .customLong("class"), help: .told("help-class-collect.class", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var list: String?

  @Flag(help: .told("help-class-collect.trust"))
  var trust = false

  @Option(
    parsing: .upToNextOption, help: .told("help-class-collect.results", valueName: "name"))
  var results: [String] = []

  @Option(
    name: .shortAndLong, help: .told("help-class-collect.output", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var output: String?

  func run() throws { try withTemporaryFolder("class", collect) }

  /// - Parameter scratch: where archives are unpacked, and runs are repeated.
  private func collect(scratch: URL) throws {
    let root = try ProjectRoot.find()
    let terminal = Terminal()
    let classList = try list.map { try ClassList(readingFrom: URL(filePath: $0)) }
    let handIns = try HandIn.all(in: URL(filePath: folder), scratch: scratch)
    var grades: [Grade] = []
    for (index, handIn) in handIns.enumerated() {
      var grade = try Grade(of: handIn, in: classList, root: root)
      if !trust, let run = handIn.run {
        let values = ["number": "\(index + 1)", "count": "\(handIns.count)", "name": grade.name]
        terminal.message(prose: Messages.text("class.running", values) + "\n")
        try grade.verify(run, scratch: scratch)
      }
      grades.append(grade)
    }
    grades = Grade.withSharedSeeds(grades)
    let seeds = Set(grades.compactMap(\.summary?.seed))
    grades += (classList?.students ?? []).filter { !seeds.contains($0.seed) }.map(
      Grade.init(missing:))
    guard !grades.isEmpty else { throw UsageError("no-hand-ins", ["folder": folder]) }
    let table = GradeTable(
      grades: grades, list: classList, results: try told(of: grades, root: root))
    if let output { try writeAtomically(table.csv, to: URL(filePath: output)) }
    terminal.write(table.table.layout.lines(width: terminal.columns))
    if !table.problems.isEmpty {
      terminal.write(prose: "\n" + table.problems.joined(separator: "\n") + "\n")
    }
    let good = grades.count { $0.problems.isEmpty }
    let values = ["good": "\(good)", "count": "\(grades.count)"]
    terminal.write(prose: "\n" + Messages.text("class.end", values) + "\n")
    if good < grades.count { throw ExitCode.failure }
  }

  /// The results that were asked for, else the first of those that the lesson sums up.
  private func told(of grades: [Grade], root: URL) throws -> [String] {
    guard results.isEmpty else { return results }
    guard let summary = grades.lazy.compactMap(\.summary).first,
      let lesson = Lesson.all.first(where: { $0.runName == summary.lesson })
    else { return [] }
    let text = try LessonText(lesson.text, in: lesson.place(in: root), language: .english)
    return Array(text.headlines.filter { summary.results[$0] != nil }.prefix(3))
  }
}
