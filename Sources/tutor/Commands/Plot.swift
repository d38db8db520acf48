import ArgumentParser
import Foundation
import Metrics
import Notebook
import Plotting
import Words

/// `tutor plot`: a run's figures again, for slides.
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(told: "plot")

  enum Format: String, CaseIterable, ExpressibleByArgument { case png, svg, pdf, txt }

  @Argument(help: .told("help-plot.source", valueName: "run"), completion: .runs)
  var source: String

  @Option(help: .told("help-plot.figure"), completion: .figures)
  var figure: String?

  @Option(help: .told("help-plot.format"))
  var format = Format.png

  @Option(help: .told("help-plot.size", valueName: "WxH"))
  var size = "1920x1080"

  @Option(name: .shortAndLong, help: .told("help-plot.output", valueName: "file"))
  var output: String?

  @Option(name: .customLong("runs"), help: .told("help.output", valueName: "folder"))
  var runsFolder = "Runs"

  func run() throws {
    let folder = try RunFinder(runs: URL(filePath: runsFolder)).folder(named: source)
    let scripts = FigureScripts(folder: folder.plots)
    let terminal = Terminal()
    guard let figure else {
      let names = try scripts.names()
      return terminal.write(names.map { $0 + "\n" }.joined())
    }
    let script = try scripts.script(named: figure)
    let size = try pictureSize()
    let file = URL(filePath: output ?? "\(figure).\(format.rawValue)")
    if let picture = PictureFormat(rawValue: format.rawValue) {
      try Plotter().rerender(script: script, format: picture, size: size, output: file)
    } else {
      let text = try readFile(folder.plots.appending(path: "\(figure).txt"))
      guard output != nil else { return terminal.write(String(decoding: text, as: UTF8.self)) }
      try writeAtomically(text, to: file)
    }
    terminal.write("\(file.path(percentEncoded: false))\n")
  }

  private func pictureSize() throws -> PictureSize {
    let parts = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1],
      (160...10_000).contains(width), (120...10_000).contains(height)
    else { throw UsageError("bad-size", ["size": size]) }
    return PictureSize(width: width, height: height)
  }
}
