import ArgumentParser
import Course
import Foundation
import Hyperparameters
import LessonKit
import Metrics
import Notebook
import Words

/// `tutor label merge`: join the labels of a class, and see whose values win.
struct LabelMerge: ParsableCommand {
  static let configuration = CommandConfiguration(told: "label-merge", command: "merge")

  @Argument(help: .told("help-label-merge.files", valueName: "file"))
  var files: [String]

  @Option(help: .told("help-label-merge.output", valueName: "file"))
  var output: String?

  @Flag(help: .told("help.json"))
  var json = false

  @OptionGroup var quickOption: QuickOption

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  func run() throws {
    let place = output.map { URL(filePath: $0) }
    if let place, FileManager.default.fileExists(atPath: place.path) {
      throw UsageError("label-output-exists", ["path": place.path])
    }
    let parts = try files.map { name in
      let file = try LabelFile(nameOrPath: name)
      guard let labels = try file.read() else {
        throw UsageError("no-labels", ["path": file.url.path])
      }
      return (labels, file.url.path)
    }
    let name = place?.deletingPathExtension().lastPathComponent ?? "class"
    let labels = try LabelMerger(parts, name: name).labels
    let terminal = Terminal()
    let (course, _) = try hyperparameterOptions.course(
      for: "tutor label merge", isQuick: quickOption.quick, terminal: terminal)
    try course.use(labels, at: files[0])
    let report = ClassReport(labels, judge: try course.rewardModel().product, course)
    if let place { try labels.write(to: place) }
    if json { return terminal.write(try report.json()) }
    show(report, on: terminal)
    guard let place else { return }
    // Without a slash or an ending, it would be a name.
    let file = place.relativePathFromHere
    terminal.write(
      prose: Messages.text(
        "label-merge.written",
        ["path": place.path, "file": file.contains("/") ? file : "./\(file)"]) + "\n")
  }

  private func show(_ report: ClassReport, on terminal: Terminal) {
    let width = terminal.columns
    if let matrix = report.matrix {
      terminal.write([StyledText(Messages.text("label-merge.matrix"), .bold)])
      terminal.write(matrix.layout.lines(width: width) + [""])
    }
    terminal.write([StyledText(Messages.text("label-merge.values"), .bold)])
    terminal.write(report.table.layout.lines(width: width) + [""])
    terminal.write(prose: Messages.text("label-merge.how") + "\n")
  }
}
