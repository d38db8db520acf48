import Foundation
import Metrics
import Plotting
import Words

/// How a figure is shown on the terminal.
enum PlotWay: Equatable {
  case nothing, text
  case image(InlineImage)
}

extension Notebook {
  /// Draws a figure into the run's `plots/`, and onto the terminal if there is one.
  ///
  /// Without gnuplot, or a folder for its files, the lesson goes on; it is said once what helps.
  /// - Throws: `PlottingError` or `Failure` for anything else.
  package func plot(_ figure: Figure) throws {
    try leaveIfAsked()
    guard options.plots != .none else { return }
    guard !figure.isOfNoSteps else {
      if !isSilent { tell(markdown: Messages.text("plotting.no-steps")) }
      return
    }
    let figure = told(figure)
    if !isSilent { lastFigure = figure }
    // A lesson that is gone through again has its pictures.
    if isReplaying, run.hasPicture(figure.name) { return try show(figure) }
    let stem = run.plots.appending(path: figure.name)
    try writeAtomically(figure.json(), to: stem.appendingPathExtension("json"))
    try writeAtomically(
      TextPlot(figure, columns: 80, rows: 24, colour: false).text,
      to: stem.appendingPathExtension("txt"))
    let pictures = try render(figure)
    guard !isSilent else { return }
    try show(figure)
    guard let picture = pictures.first else { return }
    block([StyledText(source.shown(picture), .dim)])
    transcript.add(
      figure: figure.title.text, caption: figure.caption.text,
      picture: "plots/\(picture.lastPathComponent)")
  }

  /// Shows the last figure again, as large as the window allows, beside the page.
  /// - Returns: false if there is none yet, or none is to be shown.
  /// - Throws: `PlottingError` or `Failure`.
  @discardableResult package func showLastPlot() throws -> Bool {
    guard let lastFigure else { return false }
    let rows = max(terminal.rows - 3, 12)
    switch plotWay {
    case .nothing: return false
    case .image(let image) where run.hasPicture(lastFigure.name):
      // Cells are about twice as high as wide, and pictures 16 by 9.
      let columns = min(terminal.columns, rows * 32 / 9)
      emit(image: try sequence(lastFigure, image, columns: columns), rows: columns * 9 / 32)
    case .text, .image:
      emit(drawing: text(of: lastFigure, lines: rows).picture)
    }
    return true
  }

  private func told(_ figure: Figure) -> Figure {
    var figure = figure
    let key = figure.caption.key + "-text"
    if words.figures[key, in: figure.name] != nil {
      figure.captionForText = Label(key, figure.caption.values)
    }
    return figure.told {
      .verbatim(words(of: $0, in: figure.name, words.figures).text.printable)
    }
  }

  /// The pictures; none without what it takes to draw them.
  private func render(_ figure: Figure) throws -> [URL] {
    do {
      return try plotter.render(figure, into: run.plots)
    } catch let error as PlottingError where error.isOfMachine {
      if !hasMissedPlots, !isSilent {
        tell(
          markdown: Messages.text(
            "plotting.no-picture", ["reason": error.description.printable.markdownText]))
        hasMissedPlots = true
      }
      return []
    }
  }

  /// How figures are shown, by the options and by what the terminal can do.
  private var plotWay: PlotWay {
    if let knownPlotWay { return knownPlotWay }
    let way: PlotWay =
      switch options.plots {
      case .none, .files: .nothing
      case .text: .text
      case .kitty: .image(.kitty)
      case .iterm: .image(.iTerm)
      case .sixel: .image(.sixel)
      case .inline where !terminal.isOutputTerminal: .nothing
      case .inline: terminal.inlineImage().map(PlotWay.image) ?? .text
      }
    knownPlotWay = way
    return way
  }

  /// Shows a figure by the best that the terminal can do.
  private func show(_ figure: Figure) throws {
    switch plotWay {
    case .nothing:
      // Its words are told all the same.
      block { StyledText(figure.title.text, .bold).wrapped(to: $0) }
      show(summaryOf: figure)
    case .image(let image) where run.hasPicture(figure.name):
      let columns = terminal.pageWidth
      emit(image: try sequence(figure, image, columns: columns), rows: columns * 9 / 32)
      show(summaryOf: figure)
    case .text, .image:
      let plot = text(of: figure, lines: terminal.rows - 3)
      emit(drawing: plot.picture)
      for words in plot.words { emit(drawing: words) }
    }
  }

  /// What a picture shows, for those who cannot see it.
  private func show(summaryOf figure: Figure) {
    let summary = figure.summary
    guard !summary.isEmpty else { return }
    block { StyledText(summary).wrapped(to: $0) }
  }

  private func text(of figure: Figure, lines: Int) -> TextPlot {
    TextPlot.fitting(
      figure, columns: terminal.columns, lines: lines, colour: terminal.colour)
  }

  private func sequence(_ figure: Figure, _ image: InlineImage, columns: Int) throws -> String {
    let png = run.plots.appending(path: "\(figure.name).png")
    if let sequence = image.escapeSequence(png: try readFile(png), columns: columns) {
      return sequence
    }
    // Most terminals' cells are about 10 pixels wide.
    let size = PictureSize(width: 10 * columns, height: 10 * columns * 9 / 16)
    return String(decoding: try plotter.sixels(figure, size: size), as: UTF8.self)
  }
}
