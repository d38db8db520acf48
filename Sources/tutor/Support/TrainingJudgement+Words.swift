import Course
import Metrics
import Words

extension TrainingJudgement {
  /// That the training starts as it must; nil where nothing was checked.
  func line(_ title: String) -> String? {
    guard !checks.isEmpty else { return nil }
    return Messages.text(
      "training-check.right", ["title": title, "list": TrainingJudgement.list(checks)])
  }

  /// What a reader of the results must know; nil where all is well.
  func remark(_ title: String) -> String? {
    let wrong = checks.filter { !$0.holds }
    guard wrong.isEmpty else {
      return Messages.text(
        "training-check.wrong", ["title": title, "list": TrainingJudgement.list(wrong)])
    }
    guard let fault = faults.first else { return nil }
    var values = numbers.mapValues { $0.formatted(places: 2) }
    values["title"] = title
    values["knob"] =
      Messages.text(Label("training-fault.knob-\(stage)")) ?? Messages.text("training-fault.knob")
    return Messages.text("training-fault.\(fault.rawValue)", values)
  }

  private static func list(_ checks: [StartCheck]) -> String {
    checks.map { check in
      // Of what should be 0, small differences count.
      let places = check.expected == 0 ? 4 : 2
      return Messages.text(
        "training-check.\(check.name)",
        [
          "value": check.value.formatted(places: places),
          "expected": check.expected.formatted(places: places),
        ])
    }.joined(separator: "; ")
  }
}
