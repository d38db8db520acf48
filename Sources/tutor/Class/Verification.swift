import Foundation
import Metrics
import Notebook
import Words

/// Whether a run's results are what its settings give.
enum Verification: Equatable {
  case same
  /// Other processors round otherwise: all is the same to 1e-4.
  case sameToRounding
  /// In words.
  case different(String)
  case notChecked

  var word: String {
    switch self {
    case .same: Messages.text("class.verified")
    case .sameToRounding: Messages.text("class.rounding")
    case .different: Messages.text("class.different")
    case .notChecked: Messages.text("class.not-checked")
    }
  }

  /// Runs the lesson again by the settings of a run, and compares.
  ///
  /// - Throws: `Interrupted`; `Failure` for files that cannot be read.
  init(of run: RunFolder, lesson: Int, scratch: URL) throws {
    let runs = scratch.appending(path: "again-\(UUID().uuidString)", directoryHint: .isDirectory)
    let program = try ChildProgram(
      tutor: [
        "run", "\(lesson)", "--no-input", "--plots", "none", "--params", run.hyperparameters.path,
        "--output", runs.path,
      ])
    try program.wait()
    guard program.status == 0, let again = RunListing.runs(in: runs).first else {
      self = .different(Messages.text("class.cannot-run", ["reason": program.messages]))
      return
    }
    self = try Verification(of: run, by: again.folder)
  }

  /// Compares all results and all metrics of two runs.
  init(of run: RunFolder, by other: RunFolder) throws {
    let (own, again) = (
      try RunSummary(readingFrom: run.summary).results,
      try RunSummary(readingFrom: other.summary).results
    )
    let (log, logAgain) = (
      try MetricLog(readingFrom: run.metrics), try MetricLog(readingFrom: other.metrics)
    )
    let names = Set(own.keys).union(again.keys).sorted()
    if let name = names.first(where: { !Verification.isNear(own[$0], again[$0]) }) {
      let count = names.count { !Verification.isNear(own[$0], again[$0]) }
      let nothing = Messages.text("class.nothing")
      self = .different(
        Messages.text(
          "class.other-results",
          [
            "count": "\(count)", "all": "\(names.count)", "name": name,
            "own": own[name].map(\.description) ?? nothing,
            "again": again[name].map(\.description) ?? nothing,
          ]))
    } else if !Verification.isNear(log, logAgain) {
      self = .different(Messages.text("class.other-metrics"))
    } else if try KeptAnswer.all(in: run.answers) != KeptAnswer.all(in: other.answers) {
      self = .different(Messages.text("class.other-answers"))
    } else {
      let isSame =
        log.csv == logAgain.csv
        && names.allSatisfy {
          Verification.isSame(own[$0], again[$0])
        }
      self = isSame ? .same : .sameToRounding
    }
  }

  private static func numbers(_ estimate: Estimate?) -> [Double?] {
    [estimate?.value, estimate?.low, estimate?.high, estimate?.n.map(Double.init)]
  }

  private static func isSame(_ one: Estimate?, _ other: Estimate?) -> Bool {
    zip(numbers(one), numbers(other)).allSatisfy { $0?.bitPattern == $1?.bitPattern }
  }

  private static func isNear(_ one: Estimate?, _ other: Estimate?) -> Bool {
    zip(numbers(one), numbers(other)).allSatisfy { one, other in
      guard let one, let other else { return one == nil && other == nil }
      return isNear(one, other)
    }
  }

  private static func isNear(_ one: MetricLog, _ other: MetricLog) -> Bool {
    one.records.count == other.records.count
      && zip(one.records, other.records).allSatisfy {
        $0.step == $1.step && $0.name == $1.name && isNear($0.value, $1.value)
      }
  }

  private static func isNear(_ one: Double, _ other: Double) -> Bool {
    one == other || one.isNaN && other.isNaN
      || abs(one - other) <= 1e-4 * max(abs(one), abs(other))
  }
}
