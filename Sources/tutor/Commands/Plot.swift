import ArgumentParser
import Foundation
import Metrics
import Notebook
import Plotting

/// `tutor plot`: a run's figures again, for slides.
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a run's figures again, in another format or size.",
    discussion: """
      Every figure of a run has its gnuplot script beside it, data included, so that it can also be \
      restyled with gnuplot alone.

      EXAMPLES
        tutor plot latest                                  what figures there are
        tutor plot latest --figure loss --format pdf
        tutor plot latest --figure loss --size 1280x720 --output loss.png
        tutor plot 5-ppo-with-kl-2026-11-22-1 --figure reward-and-kl --format txt
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case png, svg, pdf, txt }

  @Argument(help: ArgumentHelp("The run's name, \"latest\", or a run's folder.", valueName: "run"))
  var source: String

  @Option(help: "The figure's name; without it, they are listed.")
  var figure: String?

  @Option(help: "png, svg, pdf or txt (drawn with characters).")
  var format = Format.png

  @Option(help: ArgumentHelp("Width and height in pixels.", valueName: "WxH"))
  var size = "1920x1080"

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The file to write to.", valueName: "file"))
  var output: String?

  @Option(
    name: .customLong("runs"), help: ArgumentHelp("Where runs are kept.", valueName: "folder"))
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
    else {
      throw UsageError(
        "--size \(size): a size is WIDTHxHEIGHT, from 160x120 to 10000x10000.",
        remedy: "For example: --size 1280x720")
    }
    return PictureSize(width: width, height: height)
  }
}
