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

/// The figures of a run: scripts, and what these draw.
struct RunFigures {
  let folder: URL

  func names() throws -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".gnuplot") }.map { String($0.dropLast(8)) }.sorted()
  }

  /// The same, of which there must be some.
  func all() throws -> [String] {
    let names = try names()
    if names.isEmpty { throw UsageError("no-figures", ["name": "all"]) }
    return names
  }

  /// - Throws: `UsageError` that names the figures there are.
  func script(named name: String) throws -> URL {
    let names = try names()
    guard names.contains(name) else {
      throw UsageError(
        names.isEmpty ? "no-figures" : "no-such-figure",
        ["name": name, "list": names.joined(separator: ", ")])
    }
    return folder.appending(path: "\(name).gnuplot")
  }

  /// The figure itself; runs of earlier versions do not have it.
  ///
  /// - Parameter need: what it is needed for.
  /// - Throws: `UsageError`, or a `Failure` if the file is damaged.
  func figure(named name: String, for need: String) throws -> Figure {
    _ = try script(named: name)
    let file = folder.appending(path: "\(name).json")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw UsageError("old-run", ["need": need])
    }
    do {
      return try Figure(json: readFile(file))
    } catch is DecodingError {
      throw Failure("damaged-figure", at: file.path)
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
    let script = try figures.script(named: name)
    if let picture = format.picture {
      let plotter = Plotter()
      let missing = try style.title.map(plotter.undrawable) ?? ""
      if !missing.isEmpty { throw Failure("no-font", ["characters": String(missing.prefix(5))]) }
      let figure = try style.fontSize.map { _ in
        try figures.figure(named: name, for: "--font-size")
      }
      let style = figure.map { fitted(self.style, to: $0) } ?? self.style
      try plotter.rerender(
        script: script, figure: figure, style: style, format: picture, size: size, output: file)
    } else if format == .csv {
      try writeAtomically(figures.figure(named: name, for: "CSV").csv, to: file)
    } else {
      try writeAtomically(plainText(of: name), to: file)
    }
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

  /// The figure as wide as the terminal; in a pipe, the plain form of 80 columns.
  func text(of name: String, on terminal: Terminal) throws -> String {
    guard terminal.isOutputTerminal, let figure = try? titled(name) else {
      return try plainText(of: name)
    }
    return TextPlot(
      figure, columns: terminal.columns, rows: terminal.rows - 9, colour: terminal.colour
    ).text
  }

  private func plainText(of name: String) throws -> String {
    let script = try figures.script(named: name)
    guard style.title != nil else {
      return try readText(script.deletingPathExtension().appendingPathExtension("txt"))
    }
    return TextPlot(try titled(name), columns: 80, rows: 24, colour: false).text
  }

  private func titled(_ name: String) throws -> Figure {
    var figure = try figures.figure(named: name, for: "--title")
    if let title = style.title { figure.title = .verbatim(title) }
    return figure
  }
}
