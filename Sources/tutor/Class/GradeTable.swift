import Metrics
import Notebook
import Words

/// The grades of a class, for the terminal and for a spreadsheet.
struct GradeTable {
  let grades: [Grade]
  /// The names of the results that are told.
  let results: [String]

  var table: Table {
    var table = Table(
      columns: [
        "class.name", .number("class.seed"), "class.assignment", "class.complete", "class.check",
      ] + results.map { .init(.verbatim($0), .right) } + ["class.problems"])
    for grade in grades {
      table.add(
        [
          grade.name, seed(of: grade), assignment(of: grade), complete(grade),
          grade.verification.word,
        ]
          + results.map { grade.summary?.results[$0]?.formattedValue ?? "" }
          + [grade.problems.joined(separator: "; ")])
    }
    return table.told
  }

  var csv: String {
    let head = ["name", "seed", "assignment", "complete", "verified"] + results + ["problems"]
    return CSV.text(
      [head]
        + grades.map { grade in
          [
            grade.name, seed(of: grade), assignment(of: grade), complete(grade),
            grade.verification.word,
          ]
            + results.map { name in grade.summary?.results[name].map { "\($0.value)" } ?? "" }
            + [grade.problems.joined(separator: "; ")]
        })
  }

  private func seed(of grade: Grade) -> String {
    (grade.summary?.seed ?? grade.student?.seed).map { "\($0)" } ?? ""
  }

  private func assignment(of grade: Grade) -> String {
    grade.student?.settings.joined(separator: " ") ?? ""
  }

  private func complete(_ grade: Grade) -> String {
    Messages.text(grade.isComplete ? "class.yes" : "class.no")
  }
}
