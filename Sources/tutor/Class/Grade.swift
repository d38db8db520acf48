import Foundation
import LessonKit
import Lessons
import Metrics
import Notebook
import Words

/// What was found of one student's run.
struct Grade {
  var name: String
  var student: ClassList.Student?
  var summary: RunSummary?
  var verification = Verification.notChecked
  /// The processor that the run was made on, if it tells.
  var machine: String?
  /// What is missing or wrong, in words.
  var problems: [String] = []

  /// Whether the run came to its end, and is no smoke run.
  var isComplete: Bool { summary.map { $0.isComplete && !$0.isQuick } ?? false }

  /// Whether the results are true, in words; where only digits differ, on what they were made.
  var verified: String {
    guard verification == .sameToRounding, let machine else { return verification.word }
    return Messages.text("class.rounding-on", ["machine": machine])
  }

  /// A student who has handed in nothing.
  init(missing student: ClassList.Student) {
    name = student.name.isEmpty ? student.number : student.name
    self.student = student
    problems = [Messages.text("class.nothing-handed-in")]
  }

  /// Checks all but whether the results are true.
  ///
  /// - Parameter list: nil if nobody was assigned anything.
  /// - Throws: `UsageError` for an assignment that no run would take.
  init(of handIn: HandIn, in list: ClassList?, root: URL) throws {
    name = handIn.name
    guard let run = handIn.run else {
      problems = [handIn.problem ?? Messages.text("class.no-run")]
      return
    }
    do {
      summary = try RunSummary(readingFrom: run.summary)
    } catch let error as Failure {
      problems = [error.reason]
      return
    }
    guard let summary else { return }
    if !summary.isComplete { problems.append(Messages.text("class.incomplete")) }
    if summary.isQuick { problems.append(Messages.text("class.quick")) }
    if !FileManager.default.fileExists(atPath: run.metrics.path) {
      problems.append(Messages.text("class.no-metrics"))
    }
    guard let list else { return }
    student = list.students.first { $0.seed == summary.seed }
    guard let student else {
      problems.append(Messages.text("class.unknown-seed", ["seed": "\(summary.seed)"]))
      return
    }
    if !student.name.isEmpty { name = student.name }
    let lesson = try Lesson.named("\(student.lesson)")
    guard summary.lesson == lesson.runName else {
      problems.append(
        Messages.text(
          "class.other-lesson", ["lesson": summary.lesson, "expected": lesson.runName]))
      return
    }
    let expected = try ExpectedSettings(student.settings, seed: student.seed, root: root)
    do {
      problems += try expected.differences(in: run.hyperparameters)
    } catch let error as UsageError {
      problems.append(error.problem)
    }
  }

  /// The grades, with a note of those who have handed in a run of the same seed. Who has copied nobody can tell,
  /// unless all is right with one run and something wrong with the other.
  static func withSharedSeeds(_ grades: [Grade]) -> [Grade] {
    grades.enumerated().map { index, grade in
      var noted = grade
      for (other, twin) in grades.enumerated() where other != index {
        guard let seed = grade.summary?.seed, seed == twin.summary?.seed,
          !grade.problems.isEmpty || twin.problems.isEmpty
        else { continue }
        noted.problems.append(Messages.text("class.same-seed", ["name": twin.name]))
      }
      return noted
    }
  }

  /// Runs the lesson again, if nothing else is wrong.
  mutating func verify(_ run: RunFolder, scratch: URL) throws {
    guard problems.isEmpty, let summary else { return }
    let lesson = Int(summary.lesson.prefix { $0.isNumber }) ?? 0
    verification = try Verification(of: run, lesson: lesson, scratch: scratch)
    let record = try? TranscriptRecord(of: run)
    machine = record?.machine
    guard case .different(let reason) = verification else { return }
    problems.append(reason)
    let isAnswered = record?.blocks.contains { if case .reply = $0 { true } else { false } }
    if isAnswered == true { problems.append(Messages.text("class.answers")) }
  }
}
