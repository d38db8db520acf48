import ArgumentParser
import Course
import Foundation
import Hyperparameters
import Metrics
import Notebook
import Words

/// `tutor label`: rank what the SFT model has written.
struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(told: "label", subcommands: [LabelMerge.self])

  @Option(help: .told("help-label.name"))
  var name = "mine"

  @Option(help: .told("help-label.model"))
  var model = "sft"

  @Option(help: .told("help-label.outputs"))
  var outputs = 4

  @Option(help: .told("help-label.count"))
  var count = 20

  @Option(help: .told("help-label.set-seed", valueName: "seed"))
  var setSeed: UInt64 = 0

  @OptionGroup var quickOption: QuickOption

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  func run() throws {
    guard Course.labelOutputs.contains(outputs) else {
      throw UsageError("label-outputs", ["outputs": "\(outputs)"])
    }
    guard (1...10000).contains(count) else {
      throw UsageError("label-count", ["count": "\(count)"])
    }
    // The order says nothing, and sets are the same in any.
    let named = Set(try [CourseModel](typed: model))
    let models = CourseModel.allCases.filter(named.contains)
    guard models.count <= outputs else {
      throw UsageError("label-models", ["models": models.typed, "outputs": "\(outputs)"])
    }
    let file = try LabelFile(named: name)
    let terminal = Terminal()
    guard terminal.isInteractive else { throw UsageError("label-no-terminal") }
    let (course, _) = try hyperparameterOptions.course(
      for: "tutor label", isQuick: quickOption.quick, terminal: terminal)
    let header = try course.labelHeader(name: name, setSeed: setSeed, models: models)
    let labels = try file.read() ?? Labels(header: header, records: [])
    try labels.requireOrigin(of: header, at: file.url.path)
    try labels.requireSets(of: header, at: file.url.path)
    if labels.isTorn { tell("label.torn", to: terminal) }
    if !labels.records.isEmpty {
      tell("label.resumed", ["count": "\(labels.records.count)"], to: terminal)
    }
    var desk = try LabelDesk(course, terminal, outputs: outputs, labels, in: file)
    try desk.work(count: count)
    let records = desk.labels.records
    guard !desk.labels.firstLooks.isEmpty else {
      return tell("label.nothing", ["name": name], to: terminal)
    }
    let report = try LabelReport(records, course, header: labels.header)
    terminal.write(report.table.layout.lines(width: terminal.pageWidth))
    tell(
      "label.end",
      [
        "path": file.url.path, "name": name,
        "options": hyperparameterOptions.typed(isQuick: quickOption.quick),
      ], to: terminal)
  }

  private func tell(_ key: String, _ values: [String: String] = [:], to terminal: Terminal) {
    terminal.write(prose: "\n" + Messages.text(key, values) + "\n")
  }
}

extension LabelReport {
  /// What a person reads at the end.
  var table: Table {
    var table = Table(columns: ["label.what", .number("label.share"), .number("label.pairs")])
    func add(_ name: String, _ agreement: PairAgreement) {
      let isEmpty = agreement.pairCount == 0
      table.add(Label("label.\(name)"), isEmpty ? nil : agreement.share, agreement.pairCount)
    }
    add("again", again)
    add("labelers", labelers)
    add("gold", gold)
    table.add(Label("label.first-shown"), sets > 0 ? firstShown : nil, firstShown.n ?? 0)
    table.add(Label("label.chance"), sets > 0 ? chance.formatted(places: 2) : "", "")
    for (model, share) in wins {
      table.add(
        Label("label.wins", ["model": model.title]), share.n ?? 0 > 0 ? share : nil, share.n ?? 0)
    }
    return table.told
  }
}
