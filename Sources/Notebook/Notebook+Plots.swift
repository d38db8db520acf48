import Foundation
import Metrics
import Plotting
import Words

extension Notebook {
  /// Draws a figure into the run's `plots/`, and onto the terminal if there is one.
  ///
  /// Without gnuplot the lesson goes on; it is said once what to install.
  /// - Throws: `PlottingError` for anything else.
  package func plot(_ figure: Figure) throws {
    try leaveIfAsked()
    guard options.plots != .none else { return }
    let figure = figure.told { words(of: $0, in: figure.name, words.figures) }
    if !isSilent { lastFigure = figure }
    // A lesson that is gone through again has its pictures.
    if isReplaying, run.hasPicture(figure.name) { return try showInline(figure, png: nil) }
    do {
      let pictures = try plotter.render(figure, into: run.plots)
      let characters = try plotter.text(figure, columns: 80, rows: 24, colour: false)
      try writeAtomically(characters, to: run.plots.appending(path: "\(figure.name).txt"))
      guard !isSilent else { return }
      try showInline(figure, png: pictures.first { $0.pathExtension == "png" })
      guard let picture = pictures.first else { return }
      block([StyledText(source.shown(picture), .dim)])
      transcript.add(
        figure: figure.title.text, caption: figure.caption.text,
        picture: "plots/\(picture.lastPathComponent)")
    } catch let error as PlottingError {
      guard case .gnuplotNotFound = error else { throw error }
      guard !isSilent else { return }
      if !hasMissedPlots {
        tell(markdown: Messages.text("plotting.no-picture", ["reason": error.description]))
      }
      hasMissedPlots = true
      // Bars and heat maps are drawn with characters all the same.
      try? showInline(figure, png: nil)
    }
  }

  /// Shows a figure by the best that the terminal can do.
  private func showInline(_ figure: Figure, png: URL?) throws {
    guard options.plots == .inline, terminal.isOutputTerminal else { return }
    let columns = terminal.pageWidth
    if let way = InlineImage(), let png {
      let sequence = way.escapeSequence(png: try Data(contentsOf: png), columns: columns)
      let sixels = {
        String(decoding: try self.plotter.sixels(figure, size: .inline), as: UTF8.self)
      }
      return emit(image: try sequence ?? sixels(), rows: min(22, columns * 9 / 32))
    }
    let rows = min(22, max(12, terminal.rows - 4))
    emit(
      drawing: try plotter.text(figure, columns: columns, rows: rows, colour: terminal.colour))
  }
}

extension PictureSize {
  /// About the width of a page of 80 columns.
  fileprivate static let inline = PictureSize(width: 800, height: 450)
}
