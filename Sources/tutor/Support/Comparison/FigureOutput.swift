import Foundation
import Notebook
import Plotting
import Words

/// Writes a command's figure into a folder, and shows it on a terminal.
struct FigureOutput {
  let terminal: Terminal
  private let plotter = Plotter(check: Interruption.check)

  init(_ terminal: Terminal) { self.terminal = terminal }

  /// Without gnuplot nothing is drawn, and it is said what to install.
  ///
  /// - Parameter folder: made where it is missing.
  /// - Throws: `PlottingError` for anything else; `Failure`.
  func show(_ figure: Figure, writingInto folder: URL) throws {
    try makeFolder(folder)
    do {
      let pictures = try plotter.render(figure, into: folder)
      let text = TextPlot(figure, columns: 80, rows: 24, colour: false).text
      try writeAtomically(text, to: folder.appending(path: "\(figure.name).txt"))
      terminal.write("\n")
      if terminal.isOutputTerminal {
        terminal.write(try shown(figure, png: pictures.first { $0.pathExtension == "png" }))
      }
      terminal.write(pictures.map { $0.relativePathFromHere.printable + "\n" }.joined())
    } catch let error as PlottingError where error.isOfMachine {
      terminal.message(prose: Messages.text("report.note", ["note": error.description]) + "\n")
    }
  }

  /// By the best that the terminal can do.
  private func shown(_ figure: Figure, png: URL?) throws -> String {
    if let png, let way = terminal.inlineImage(),
      let picture = way.escapeSequence(png: try readFile(png), columns: terminal.pageWidth)
    {
      return picture
    }
    return TextPlot(
      figure, columns: terminal.columns, rows: min(22, max(12, terminal.rows - 9)),
      colour: terminal.colour
    ).text
  }
}
