import Foundation
import Metrics
import Plotting
import Words

extension Notebook {
  /// Lets the learner change a hyperparameter, predict, and see it beside the run as it is.
  func openKnobs(_ look: inout Look) throws {
    guard let workbench = tools.workbench, !workbench.knobs.isEmpty else {
      look.remark = Messages.text("keys.no-knobs")
      return
    }
    try onScreenOfItsOwn(&look) {
      if !tried.isEmpty {
        terminal.write("\n")
        terminal.write(scoreboard.told.layout.lines(width: terminal.pageWidth))
      }
      guard let knob = try chooseKnob(of: workbench), let value = try newValue(of: knob, workbench)
      else { return }
      let prompt = Messages.text("knobs.predict") + " "
      let prediction = try askAside(prompt) ?? ""
      try tryOut(knob, value, prediction.printable, workbench)
      try wait(at: .output)
    }
  }

  /// A line beside the page; nil where Esc or Ctrl-C gives it up. Nothing is lost by that.
  /// - Throws: `Quit` on Ctrl-D, as everywhere.
  func askAside(_ prompt: String) throws -> String? {
    var isGivenUp = false
    do {
      let line = try terminal.readLine(
        prompt: prompt,
        onEscape: {
          isGivenUp = true
          return false
        })
      if line == nil, !isGivenUp { throw Quit() }
      return line
    } catch is Interrupted where Interruption.isByKey {
      Interruption.forget()
      terminal.write("\n")
      return nil
    }
  }

  private func chooseKnob(of workbench: any Workbench) throws -> Knob? {
    let knobs = workbench.knobs
    var table = Table(columns: [
      .number("knobs.number"), "knobs.knob", "knobs.value", "knobs.range",
    ])
    for (index, knob) in knobs.enumerated() {
      table.add("\(index + 1)", knob.key, knob.value, knob.range)
    }
    terminal.write("\n")
    terminal.write(table.told.layout.lines(width: terminal.pageWidth))
    var prompt = Messages.text("knobs.choose") + " "
    while let line = try askAside(prompt), !line.isEmpty {
      let word = line.trimmingCharacters(in: .whitespaces)
      if let number = Int(word), knobs.indices.contains(number - 1) { return knobs[number - 1] }
      let named = workbench.knobs(named: word)
      if named.count == 1 { return named[0] }
      let list = named.prefix(4).map { knob in
        "\((knobs.firstIndex(of: knob) ?? 0) + 1) \(knob.key)"
      }
      let values = [
        "word": word.printable, "count": "\(knobs.count)", "list": list.joined(separator: ", "),
      ]
      prompt = Messages.text(named.isEmpty ? "knobs.unknown" : "knobs.several", values) + " "
    }
    return nil
  }

  /// A value that is allowed and says what it costs; nil if the learner goes back.
  private func newValue(of knob: Knob, _ workbench: any Workbench) throws -> String? {
    aside(knob.documentation)
    let range = knob.range.isEmpty ? "" : ", \(knob.range)"
    let prompt = Messages.text(
      "knobs.ask", ["key": knob.key, "value": knob.value, "range": range])
    while let typed = try askAside(prompt + " "), !typed.isEmpty {
      // As people write decimals: 0,5.
      let line = typed.replacing(/^\s*(-?[0-9]+),([0-9]+)\s*$/) { "\($0.1).\($0.2)" }
      guard line.trimmingCharacters(in: .whitespaces) != knob.value else {
        aside(Messages.text("knobs.same", ["key": knob.key, "value": knob.value]))
        continue
      }
      do {
        try workbench.check(knob.key, line)
        if !workbench.isReady { aside(Messages.text("knobs.first")) }
        let seconds = try workbench.seconds(knob.key, line)
        let cost = seconds.map { "\(Int(bounded: $0.rounded(.up)))" }
        aside(
          cost.map { Messages.text("knobs.cost", ["seconds": $0]) }
            ?? Messages.text("knobs.cost-unknown"))
        return line
      } catch let error as UsageError {
        aside(error.problem.replacing(#/^--set [^:]*: /#, with: ""))
      }
    }
    return nil
  }

  private func tryOut(
    _ knob: Knob, _ value: String, _ prediction: String, _ workbench: any Workbench
  ) throws {
    screens.begin()
    let stopsBefore = stops
    isTrying = true
    defer { isTrying = false }
    let (findings, figure) = try workbench.run(knob.key, value)
    let isStopped = stops > stopsBefore
    tried.append(
      Trial(
        key: knob.key, before: knob.value, after: value, prediction: prediction,
        findings: findings, isStopped: isStopped ? true : nil))
    try plot(figure)
    var table = Table(columns: ["knobs.result", .number("knobs.before"), .number("knobs.after")])
    for finding in findings {
      table.add(finding.name, finding.before.description, finding.after.description)
    }
    show(table.told)
    if isStopped { tell(markdown: Messages.text("knobs.stopped")) }
    if !prediction.isEmpty {
      tell(markdown: Messages.text("knobs.predicted", ["prediction": prediction.markdownText]))
    }
    if tried.count > 1 { show(scoreboard) }
    keepPlace()
  }

  /// What was tried so far: each change with the prediction, and what became of the first result.
  private var scoreboard: Table {
    var table = Table(columns: ["knobs.tried", "knobs.prediction", "knobs.outcome"])
    for trial in tried {
      let outcome = trial.findings.first.map {
        "\($0.name) \($0.before.formattedValue) → \($0.after.formattedValue)"
      }
      let mark = trial.isStopped == true ? " " + Messages.text("knobs.stopped-mark") : ""
      table.add("\(trial.key)=\(trial.after)", trial.prediction, (outcome ?? "") + mark)
    }
    return table.told
  }
}
