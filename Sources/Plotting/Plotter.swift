import Foundation

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
  private let gnuplot: URL?
  /// Where gnuplot was looked for, as an error says it.
  private let searched: String
  private let path: String

  /// - Parameters:
  ///   - gnuplot: The path of the executable; nil to look for it in `PATH`.
  ///   - environment: Where `PATH` is read.
  package init(
    gnuplot executablePath: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    path = environment["PATH"] ?? "/usr/bin:/bin"
    if let executablePath {
      let isExecutable = FileManager.default.isExecutableFile(atPath: executablePath)
      gnuplot = isExecutable ? URL(filePath: executablePath) : nil
      searched = executablePath
    } else {
      gnuplot = executable(named: "gnuplot", in: path)
      searched = "PATH (\(path))"
    }
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

  /// Draws a script again, which someone may have restyled.
  ///
  /// Throws: `PlottingError`.
  package func rerender(
    script: URL, format: PictureFormat, size: PictureSize = .slide, output: URL
  ) throws {
    guard FileManager.default.fileExists(atPath: script.path) else {
      throw PlottingError.noSuchScript(path: script.path)
    }
    try draw(script, [(format.rawValue, size, output)])
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
      return try contents(of: output)
    }
  }

  /// What gnuplot draws with characters when it runs `script`, which says `set output 'text'`.
  func characters(drawnBy script: Script) throws -> String {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "figure.gnuplot")
      try script.write(to: file)
      try run([file.path], script: file, in: folder)
      return String(decoding: try contents(of: folder.appending(path: "text")), as: UTF8.self)
    }
  }

  /// Draws a script once for each output, in one process. A picture is drawn under a temporary
  /// name and renamed: there is either the old one or the whole new one.
  private func draw(_ script: URL, _ outputs: [(format: String, size: PictureSize, URL)]) throws {
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
        do {
          try contents(of: folder.appending(path: "picture\(index)")).write(
            to: output.2, options: .atomic)
        } catch let error as CocoaError {
          throw PlottingError.notWritten(
            path: output.2.path, reason: error.localizedDescription)
        }
      }
    }
  }

  private func run(_ arguments: [String], script: URL, in folder: URL) throws {
    guard let gnuplot else { throw PlottingError.gnuplotNotFound(searched: searched) }
    let child: ChildProcess
    do {
      // Without a reader's own ~/.gnuplot, figures look the same everywhere.
      child = try ChildProcess(gnuplot, ["--default-settings"] + arguments, in: folder)
    } catch {
      throw PlottingError.gnuplotFailed(
        script: script.path, status: -1, message: error.localizedDescription)
    }
    guard child.status == 0 else {
      throw PlottingError.gnuplotFailed(
        script: script.path, status: child.status, message: child.messages)
    }
  }

  private func drawableScript(of figure: Figure) throws -> Script {
    try withTemporaryFolder { figure.script(for: FontCoverage(path: path, in: $0)) }
  }

  private func contents(of file: URL) throws -> Data {
    do {
      return try Data(contentsOf: file)
    } catch {
      throw PlottingError.notWritten(path: file.path, reason: "gnuplot left no such file")
    }
  }

  private func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "figure-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    } catch {
      throw PlottingError.notWritten(path: folder.path, reason: error.localizedDescription)
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
