import ArgumentParser
import Foundation
import LessonKit
import Lessons
import Notebook
import Words

/// `tutor export run`, or `tutor export` alone: a run to hand out, to hand in, or to print.
struct ExportRun: ParsableCommand {
  static let configuration = CommandConfiguration(told: "export-run", command: "run")

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case html, ipynb, md
    case printed = "pdf-ready"

    var fileEnding: String {
      switch self {
      case .printed: "print.html"
      default: rawValue
      }
    }

    /// The format that was asked for, else the one that the file's ending says.
    ///
    /// - Throws: `UsageError` where they do not agree, or nobody knows the ending.
    static func chosen(_ asked: Format?, endingOf output: String?) throws -> Format {
      let ending = URL(filePath: output ?? "").pathExtension.lowercased()
      guard let output, !ending.isEmpty else { return asked ?? .html }
      let fitting: [Format] =
        switch ending {
        case "html", "htm": [.html, .printed]
        case "md", "markdown": [.md]
        case "ipynb": [.ipynb]
        default: []
        }
      guard let format = asked ?? fitting.first, fitting.contains(format) else {
        throw UsageError("export-ending", ["output": output, "ending": ending])
      }
      return format
    }
  }

  @Argument(
    help: .told("help-export-run.source", valueName: "run"), completion: .lessonsAndRuns)
  var source: String

  @Option(help: .told("help-export-run.format"))
  var format: Format?

  @Option(
    name: .shortAndLong, help: .told("help-export-run.output", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: .told("help-export-run.exercises"))
  var exercises = false

  @Flag(help: .told("help-export-run.key"))
  var key = false

  @Option(
    name: .customLong("runs"), help: .told("help.output", valueName: "folder"),
    completion: .directory)
  var runsFolder = "Runs"

  func run() throws {
    guard !exercises || !key else { throw UsageError("exercises-and-key") }
    let format = try Format.chosen(format, endingOf: output)
    let kind: Handout.Kind = exercises ? .exercises : key ? .key : .whole
    let folder = try RunFinder(runs: URL(filePath: runsFolder)).folder(named: source)
    let handout = try Handout(of: folder, kind: kind)
    let suffix = kind == .whole ? "" : "-\(kind)"
    let file = URL(filePath: output ?? "\(folder.name)\(suffix).\(format.fileEnding)")
    switch format {
    case .html, .printed:
      let html = HTMLHandout(handout: handout, isForPrint: format == .printed)
      try writeAtomically(html.text(), to: file)
    case .ipynb: try writeAtomically(IPythonNotebook(handout).json(), to: file)
    case .md: try MarkdownHandout(handout: handout).write(to: file)
    }
    Terminal().write("\(file.path(percentEncoded: false))\n")
  }
}
