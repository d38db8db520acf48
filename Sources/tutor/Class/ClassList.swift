import Foundation
import Words

/// Who has which seed and which settings: the contents of `class.csv`.
struct ClassList {
  struct Student {
    var number: String
    var name: String
    var seed: UInt64
    /// The lesson's number.
    var lesson: Int
    /// `--set` of each setting that is not a default one: `ppo.klCoefficient=0.4`.
    var settings: [String]

    /// What the student types for the run that is handed in.
    var command: String {
      let options = settings.map { " --set '\($0)'" }.joined()
      return "./tutor run \(lesson) --no-input --seed \(seed)\(options)"
    }
  }

  private static let head = ["student", "name", "seed", "lesson", "assignment", "command"]

  var students: [Student]

  init(students: [Student]) { self.students = students }

  /// The settings that a student has and not all others: what makes the assignment.
  func change(of student: Student) -> [String] {
    let own = student.settings.filter { setting in
      students.contains { !$0.settings.contains(setting) }
    }
    return own.isEmpty ? student.settings : own
  }

  var csv: String {
    CSV.text(
      [ClassList.head]
        + students.map {
          [
            $0.number, $0.name, "\($0.seed)", "\($0.lesson)",
            $0.settings.joined(separator: " "), $0.command,
          ]
        })
  }

  /// - Throws: `Failure` with the line; `UsageError` if there is no such file.
  init(readingFrom file: URL) throws {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw UsageError("no-class", ["file": file.path(percentEncoded: false)])
    }
    let rows = CSV.rows(try readText(file))
    guard let head = rows.first, Set(ClassList.head.prefix(5)).isSubset(of: head) else {
      throw Failure("class-list.head", at: file.path, line: 1)
    }
    students = try rows.enumerated().dropFirst().map { index, row in
      let fields = Dictionary(zip(head, row)) { first, _ in first }
      guard let seed = fields["seed"].flatMap({ UInt64($0) }),
        let lesson = fields["lesson"].flatMap({ Int($0) })
      else { throw Failure("class-list.row", at: file.path, line: index + 1) }
      return Student(
        number: fields["student"] ?? "", name: fields["name"] ?? "", seed: seed, lesson: lesson,
        settings: (fields["assignment"] ?? "").split(separator: " ").map(String.init))
    }
  }
}
