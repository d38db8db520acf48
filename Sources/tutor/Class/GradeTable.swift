import Metrics
import Notebook
import Words

/// The grades of a class, for the terminal and for a spreadsheet.
struct GradeTable {
  let grades: [Grade]
  let list: ClassList?
  /// The names of the results that are told.
  let results: [String]

  var table: Table {
    var table = Table(
      columns: [
        "class.name", .number("class.seed"), "class.assignment", "class.complete", "class.check",
      ] + results.map { .init(.verbatim($0), .right) })
    for grade in grades {
      table.add(cells(of: grade) + results.map { grade.summary?.results[$0]?.formattedValue ?? "" })
    }
    return table.told
  }

  /// A line for each student with a problem.
  var problems: [String] {
    grades.filter { !$0.problems.isEmpty }.map { grade in
      Messages.text(
        "class.problem",
        ["name": grade.name, "problems": grade.problems.joined(separator: "; ")])
    }
  }

  var csv: String {
    let head = ["name", "seed", "assignment", "complete", "verified"] + results + ["problems"]
    return CSV.text(
      [head]
        + grades.map { grade in
          cells(of: grade)
            + results.map { name in grade.summary?.results[name].map { "\($0.value)" } ?? "" }
            + [grade.problems.joined(separator: "; ").printable]
        })
  }

  private func cells(of grade: Grade) -> [String] {
    [
      grade.name.printable, seed(of: grade), assignment(of: grade),
      Messages.text(grade.isComplete ? "class.yes" : "class.no"), grade.verified,
    ]
  }

  private func seed(of grade: Grade) -> String {
    (grade.summary?.seed ?? grade.student?.seed).map { "\($0)" } ?? ""
  }

  private func assignment(of grade: Grade) -> String {
    guard let list, let student = grade.student else { return "" }
    return list.change(of: student).joined(separator: " ")
  }
}
