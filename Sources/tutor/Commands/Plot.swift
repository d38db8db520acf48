import ArgumentParser
import Foundation
import Notebook
import Plotting
import Words

/// `tutor plot`: a run's figures again, for slides.
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(told: "plot")

  @Argument(help: .told("help-plot.source", valueName: "run"), completion: .runs)
  var sources: [String]

  @Option(help: .told("help-plot.figure"), completion: .figures)
  var figure: String?

  @Option(help: .told("help-plot.format"))
  var format: FigureFormat?

  @Flag(help: .told("help-plot.csv"))
  var csv = false

  @Option(help: .told("help-plot.theme"))
  var theme = FigureStyle.Theme.slides

  @Option(help: .told("help-plot.title", valueName: "text"))
  var title: String?

  @Option(help: .told("help-plot.font-size", valueName: "points"))
  var fontSize: Double?

  @Option(help: .told("help-plot.size", valueName: "WxH"))
  var size = "1920x1080"

  @Option(name: .shortAndLong, help: .told("help-plot.output", valueName: "file"))
  var output: String?

  @Option(name: .customLong("runs"), help: .told("help.output", valueName: "folder"))
  var runsFolder = "Runs"

  func run() throws {
    let finder = RunFinder(runs: URL(filePath: runsFolder))
    guard sources.count == 1 else { return try drawTogether(finder) }
    let folder = try finder.folder(named: sources[0])
    try draw(RunFigures(folder: folder.plots), figure, into: folder.name)
  }

  /// The curves of several runs in one figure; its name is that of the metric.
  private func drawTogether(_ finder: RunFinder) throws {
    let comparison = try finder.comparison(of: sources, root: ProjectRoot.find())
    guard let metric = try comparison.metric(named: figure) else {
      throw UsageError("no-metrics", ["name": "", "list": ""])
    }
    let together = comparison.figure(of: metric)
    try withTemporaryFolder("plot") { folder in
      try writeAtomically(together.json(), to: folder.appending(path: "\(together.name).json"))
      try draw(RunFigures(folder: folder), together.name, into: together.name)
    }
  }

  /// - Parameter name: of a folder for all figures, where none is given.
  private func draw(_ figures: RunFigures, _ figure: String?, into name: String) throws {
    let terminal = Terminal()
    guard let figure = try figure ?? onlyFigure(of: figures) else {
      return terminal.write(try figures.all().map { $0 + "\n" }.joined())
    }
    let isAll = figure == "all"
    let format = try FigureFormat.chosen(
      csv ? .csv : format, endingOf: output, isFolder: isAll)
    let drawing = FigureDrawing(
      figures: figures, format: format, size: try pictureSize(), style: try style(for: format))
    if isAll {
      let target = URL(filePath: output ?? name, directoryHint: .isDirectory)
      try makeFolder(target)
      for name in try figures.all() {
        try draw(drawing, name, to: target.appending(path: "\(name).\(format)"), terminal)
      }
    } else if format == .txt, output == nil {
      terminal.write(try drawing.text(of: figure, on: terminal))
    } else {
      let file = URL(filePath: output ?? "\(figure).\(format)")
      try draw(drawing, figure, to: file, terminal)
    }
  }

  /// Where something is to be drawn and nobody said what: the only figure there is; nil if nothing is to be
  /// drawn.
  ///
  /// - Throws: `UsageError` that names the figures.
  private func onlyFigure(of figures: RunFigures) throws -> String? {
    let isWanted = [output, title, format.map { "\($0)" }, fontSize.map(\.plain)].contains {
      $0 != nil
    }
    guard isWanted || csv || theme != .slides else { return nil }
    let names = try figures.all()
    guard names.count == 1 else {
      throw UsageError("which-figure", ["list": names.joined(separator: ", "), "name": names[0]])
    }
    return names[0]
  }

  private func draw(
    _ drawing: FigureDrawing, _ name: String, to file: URL, _ terminal: Terminal
  ) throws {
    try drawing.draw(name, to: file)
    terminal.write(file.path(percentEncoded: false).printable + "\n")
  }

  private func style(for format: FigureFormat) throws -> FigureStyle {
    let style = FigureStyle(theme: theme, title: title, fontSize: fontSize)
    if let fontSize, !(12...40).contains(fontSize) {
      throw UsageError("bad-font-size", ["size": fontSize.plain])
    }
    guard format.picture == nil else { return style }
    let given = [
      theme == .slides ? nil : "--theme", fontSize.map { _ in "--font-size" },
      format == .csv ? title.map { _ in "--title" } : nil,
    ].compactMap(\.self)
    guard given.isEmpty else {
      throw UsageError(
        "not-for-format", ["options": given.joined(separator: ", "), "format": "\(format)"])
    }
    return style
  }

  private func pictureSize() throws -> PictureSize {
    let parts = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1],
      (160...10_000).contains(width), (120...10_000).contains(height)
    else { throw UsageError("bad-size", ["size": size]) }
    return PictureSize(width: width, height: height)
  }
}

extension FigureStyle.Theme: ExpressibleByArgument {}
