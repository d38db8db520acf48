import Foundation
import Metrics
import Words

/// A format of picture.
package enum PictureFormat: String, CaseIterable, Sendable {
  case png, svg, pdf
}

/// A size of picture, in pixels.
package struct PictureSize: Equatable, Sendable {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The size of a slide.
  package static let slide = PictureSize(width: 1920, height: 1080)
}

/// Draws figures with gnuplot.
package struct Plotter: Sendable {
  /// Where programs are looked for.
  let path: String
  let gnuplot: URL?
  private let check: @Sendable () throws -> Void

  /// - Parameter check: is called again and again while gnuplot draws, which ends if this throws.
  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    check: @escaping @Sendable () throws -> Void = {}
  ) {
    self.check = check
    path = environment["PATH"] ?? "/usr/bin:/bin"
    gnuplot = executable(named: "gnuplot", in: path)
  }

  /// Whether there is a gnuplot to draw with.
  package var isAvailable: Bool { gnuplot != nil }

  /// Writes a figure's script, `NAME.gnuplot`, and its pictures, `NAME.png` and so on, into a
  /// folder that exists. Returns the pictures.
  ///
  /// Throws: `PlottingError`; after `gnuplotNotFound`, the script is there.
  @discardableResult
  package func render(
    _ figure: Figure, into folder: URL, formats: [PictureFormat] = [.png, .svg]
  ) throws -> [URL] {
    let script = folder.appending(path: "\(figure.name).gnuplot")
    try drawableScript(of: figure).write(to: script)
    let outputs = formats.map { ($0, folder.appending(path: "\(figure.name).\($0.rawValue)")) }
    try draw(script, outputs.map { ($0.rawValue, .slide, $1) })
    return outputs.map(\.1)
  }

  /// Draws a figure in one format, size and style.
  ///
  /// It is drawn from its data; a script that stands beside these is for people to run, and is not run here.
  /// - Throws: `PlottingError`.
  package func draw(
    _ figure: Figure, style: FigureStyle = FigureStyle(), format: PictureFormat,
    size: PictureSize = .slide, to output: URL
  ) throws {
    try withTemporaryFolder { folder in
      let script = folder.appending(path: "\(figure.name).gnuplot")
      try figure.script(in: style, for: FontCoverage(path: path, in: folder)).write(to: script)
      try draw(script, [(format.rawValue, size, output)])
    }
  }

  /// The characters of a text that no installed font can draw.
  ///
  /// - Throws: `PlottingError`.
  package func undrawable(in text: String) throws -> String {
    let fonts = try withTemporaryFolder { FontCoverage(path: path, in: $0) }
    return String(text.filter { !$0.unicodeScalars.allSatisfy(fonts.contains) })
  }

  /// A figure as sixels, for a terminal that shows them.
  ///
  /// Throws: `PlottingError`.
  package func sixels(_ figure: Figure, size: PictureSize) throws -> Data {
    try withTemporaryFolder { folder in
      let script = folder.appending(path: "figure.gnuplot")
      let output = folder.appending(path: "figure.sixel")
      try drawableScript(of: figure).write(to: script)
      try draw(script, [("sixel", size, output)])
      return try contents(of: output, format: "sixel")
    }
  }

  /// Draws a script once for each output, in one process. A picture is drawn under a temporary
  /// name and renamed: there is either the old one or the whole new one.
  private func draw(_ script: URL, _ outputs: [(format: String, size: PictureSize, URL)]) throws {
    // With no script to run, gnuplot would wait for commands.
    guard !outputs.isEmpty else { return }
    try withTemporaryFolder { folder in
      var arguments: [String] = []
      for (index, output) in outputs.enumerated() {
        arguments += [
          "-e",
          "format = '\(output.format)'; file = 'picture\(index)'; width = \(output.size.width); "
            + "height = \(output.size.height)",
          script.path,
        ]
      }
      try run(arguments, script: script, in: folder)
      for (index, output) in outputs.enumerated() {
        let picture = try contents(
          of: folder.appending(path: "picture\(index)"), format: output.format)
        do {
          try writeAtomically(picture, to: output.2)
        } catch let failure as Failure {
          throw PlottingError.notWritten(path: output.2.path, reason: failure.reason)
        }
      }
    }
  }

  @discardableResult
  func run(_ arguments: [String], script: URL, in folder: URL) throws -> ChildProcess {
    guard let gnuplot else { throw PlottingError.gnuplotNotFound(path: path) }
    let child: ChildProcess
    do {
      // Without a reader's own ~/.gnuplot, figures look the same everywhere.
      child = try ChildProcess(
        gnuplot, ["--default-settings"] + arguments, in: folder, check: check)
    } catch let failure as Failure where failure.path == gnuplot.path {
      throw PlottingError.gnuplotFailed(
        script: script.path, status: -1, message: failure.reason)
    }
    guard child.status == 0 else {
      throw PlottingError.gnuplotFailed(
        script: script.path, status: child.status, message: child.messages)
    }
    return child
  }

  private func drawableScript(of figure: Figure) throws -> Script {
    try withTemporaryFolder { figure.script(for: FontCoverage(path: path, in: $0)) }
  }

  private func contents(of file: URL) throws -> Data {
    do {
      return try Data(contentsOf: file)
    } catch {
      throw PlottingError.notWritten(
        path: file.path, reason: Messages.text("plotting.no-picture-left"))
    }
  }

  /// A whole picture: on a full disk gnuplot leaves a part of one, and does not say so.
  private func contents(of file: URL, format: String) throws -> Data {
    let endings = [
      "png": Data("IEND".utf8), "svg": Data("</svg>".utf8), "pdf": Data("%%EOF".utf8),
      "sixel": Data("\u{1b}\\".utf8),
    ]
    let picture = try contents(of: file)
    guard let ending = endings[format], picture.suffix(16).range(of: ending) != nil else {
      throw PlottingError.notWritten(
        path: file.path, reason: Messages.text("plotting.part-of-picture"))
    }
    return picture
  }

  /// - Throws: `PlottingError.noTemporaryFolder` also for a file in it that cannot be written; what `body` throws.
  func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.path
    do {
      return try Words.withTemporaryFolder("figure") { folder in
        do {
          return try body(folder)
        } catch PlottingError.notWritten(let file, let reason) where file.hasPrefix(folder.path) {
          throw PlottingError.noTemporaryFolder(path: path, reason: reason)
        }
      }
    } catch let failure as Failure {
      throw PlottingError.noTemporaryFolder(path: path, reason: failure.reason)
    }
  }
}
