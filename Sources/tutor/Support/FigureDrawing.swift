import ArgumentParser
import Foundation
import Notebook
import Plotting
import Words

/// What `tutor plot` writes.
enum FigureFormat: String, CaseIterable, ExpressibleByArgument, CustomStringConvertible {
  case png, svg, pdf, txt, csv

  var description: String { rawValue }
  /// nil for what is no picture.
  var picture: PictureFormat? { PictureFormat(rawValue: rawValue) }

  /// The format that a file's ending says, which must be the one that was asked for.
  ///
  /// - Throws: `UsageError`.
  static func chosen(
    _ asked: FigureFormat?, endingOf output: String?, isFolder: Bool
  ) throws -> FigureFormat {
    let ending = output.map { URL(filePath: $0).pathExtension.lowercased() } ?? ""
    let told = FigureFormat(rawValue: ending)
    if isFolder {
      guard told == nil else { throw UsageError("plot-folder", ["output": output ?? ""]) }
      return asked ?? .png
    }
    if let told, let asked, told != asked {
      throw UsageError("plot-endings", ["output": output ?? "", "format": "\(asked)"])
    }
    guard told != nil || asked != nil || ending.isEmpty else {
      throw UsageError("plot-ending", ["output": output ?? "", "ending": ending])
    }
    return told ?? asked ?? .png
  }
}

/// The figures of a run, as it keeps their data.
struct RunFigures {
  let folder: URL

  func names() throws -> [String] {
    try names(endingIn: ".json")
  }

  private func names(endingIn ending: String) throws -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }

  /// The same, of which there must be some.
  ///
  /// - Throws: `UsageError`; a run of an earlier version has scripts alone.
  func all() throws -> [String] {
    let names = try names()
    guard names.isEmpty else { return names }
    throw UsageError(try self.names(endingIn: ".gnuplot").isEmpty ? "no-figures" : "old-run")
  }

  /// - Throws: `UsageError` that names the figures there are, or a `Failure` if the file is damaged.
  func figure(named name: String) throws -> Figure {
    let names = try all()
    guard names.contains(name) else {
      throw UsageError("no-such-figure", ["name": name, "list": names.joined(separator: ", ")])
    }
    let file = folder.appending(path: "\(name).json")
    let data = try readFile(file)
    do {
      return try Figure(json: data)
    } catch {
      throw Failure("damaged-figure", ["reason": reason(of: error)], at: file.path)
    }
  }
}

/// Draws figures of a run in one format and style.
struct FigureDrawing {
  let figures: RunFigures
  let format: FigureFormat
  let size: PictureSize
  let style: FigureStyle

  func draw(_ name: String, to file: URL) throws {
    let figure = try figures.figure(named: name)
    if let picture = format.picture {
      let plotter = Plotter(check: Interruption.check)
      let missing = try style.title.map(plotter.undrawable) ?? ""
      if !missing.isEmpty { throw Failure("no-font", ["characters": String(missing.prefix(5))]) }
      try plotter.draw(
        figure, style: fitted(style, to: figure), format: picture, size: size, to: file)
    } else if format == .csv {
      try writeAtomically(figure.csv, to: file)
    } else {
      try writeAtomically(text(of: figure, columns: 80, rows: 24, colour: false), to: file)
    }
  }

  /// The figure as wide as the terminal; in a pipe, the plain form of 80 columns.
  func text(of name: String, on terminal: Terminal) throws -> String {
    let figure = try figures.figure(named: name)
    guard terminal.isOutputTerminal else {
      return text(of: figure, columns: 80, rows: 24, colour: false)
    }
    return text(
      of: figure, columns: terminal.columns, rows: terminal.rows - 9, colour: terminal.colour)
  }

  private func text(of figure: Figure, columns: Int, rows: Int, colour: Bool) -> String {
    var figure = figure
    if let title = style.title { figure.title = .verbatim(title) }
    return TextPlot(figure, columns: columns, rows: rows, colour: colour).text
  }

  /// The style with a font that leaves room for what is drawn.
  private func fitted(_ style: FigureStyle, to figure: Figure) -> FigureStyle {
    guard let wanted = style.fontSize else { return style }
    var style = style
    let size = FigureLayout.fontSize(for: figure, wanted: wanted)
    style.fontSize = size
    if size < wanted {
      let values = ["name": figure.name, "wanted": wanted.plain, "size": size.plain]
      Terminal().message(prose: Messages.text("plot.smaller-font", values) + "\n")
    }
    return style
  }
}
