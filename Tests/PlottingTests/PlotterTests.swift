import Foundation
import Metrics
import Plotting
import Testing
import Words

@Suite(.enabled(if: Plotter().isAvailable, "gnuplot is not installed")) struct PlotterTests {
  private let plotter = Plotter()

  /// The width and height of a PNG: two big-endian numbers after the name of its first chunk.
  private func sizeOfPNG(_ file: URL) throws -> [Int] {
    let data = [UInt8](try Data(contentsOf: file))
    #expect(data.prefix(8) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    #expect(data[12..<16].elementsEqual("IHDR".utf8))
    return [16, 20].map { data[$0..<($0 + 4)].reduce(0) { $0 << 8 | Int($1) } }
  }

  @Test func `a part of a picture is not taken for a picture`() throws {
    try withFolder { folder in
      // On a full disk gnuplot leaves what has fitted, and ends as if all were well.
      let gnuplot = folder.appending(path: "gnuplot")
      try Data("#!/bin/sh\nfor n in 0 1; do printf half >picture$n; done\n".utf8).write(to: gnuplot)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: gnuplot.path)
      let error = #expect(throws: PlottingError.self) {
        try Plotter(environment: ["PATH": folder.path]).render(Fixture.lines, into: folder)
      }
      #expect(error?.description.contains("only a part") == true)
      #expect(try !names(in: folder).contains { $0.hasSuffix(".png") })
    }
  }

  @Test(arguments: Fixture.all.map(\.name))
  func `each kind of figure becomes a PNG of a slide's size and an SVG`(name: String) throws {
    let figure = try #require(Fixture.all.first { $0.name == name })
    try withFolder { folder in
      let files = try plotter.render(figure, into: folder)
      #expect(try names(in: folder) == ["\(name).gnuplot", "\(name).png", "\(name).svg"])
      #expect(files.map(\.lastPathComponent) == ["\(name).png", "\(name).svg"])
      #expect(try sizeOfPNG(files[0]) == [1920, 1080])
      #expect(try String(contentsOf: files[1], encoding: .utf8).hasSuffix("</svg>\n\n"))
    }
  }

  @Test func `a figure is drawn in another format and size`() throws {
    try withFolder { folder in
      let png = folder.appending(path: "it's \"small\".png")
      try plotter.draw(
        Fixture.lines, format: .png, size: PictureSize(width: 640, height: 360), to: png)
      #expect(try sizeOfPNG(png) == [640, 360])
      let pdf = folder.appending(path: "lines.pdf")
      try plotter.draw(Fixture.lines, format: .pdf, to: pdf)
      #expect(try Data(contentsOf: pdf).starts(with: Data("%PDF".utf8)))
      #expect(try names(in: folder) == [png.lastPathComponent, "lines.pdf"].sorted())
    }
  }

  @Test func `a script run by gnuplot alone makes a PNG beside itself`() throws {
    try withFolder { folder in
      try plotter.render(Fixture.lines, into: folder, formats: [])
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["gnuplot", folder.appending(path: "lines.gnuplot").path]
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(try sizeOfPNG(folder.appending(path: "lines.png")) == [1920, 1080])
    }
  }

  @Test func `text in a figure is shown, not run`() throws {
    try withFolder { folder in
      let outside = folder.appending(path: "outside")
      try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
      let target = outside.appending(path: "run").path
      let hostile = [
        "`touch \(target)`", "$(touch \(target))", "'.system('touch \(target)').'",
        "' \n!touch \(target)",
        "\"`touch \(target)`\"", "@GPVAL_VERSION", "%s%n%d \\", "\\'; `touch \(target)`",
        "{/Bold x}_^",
        "\u{2028}!touch \(target)\u{7}\u{0}", "EOD",
      ]
      let text = Label.verbatim(hostile.joined(separator: " "))
      let labels = hostile.map(Label.verbatim)
      let figure = Figure(
        name: "hostile", title: text, caption: text,
        panels: [
          Panel(
            title: text, x: Axis(text), y: Axis(text),
            series: labels.map { .line($0, x: [1, 2], y: [1, 2]) } + [
              .line(text, x: [], y: [])
            ]),
          Panel(
            title: text, y: Axis(text), categories: labels,
            bars: [.bars(text, hostile.map { _ in Estimate(1) })]),
          Panel(
            x: Axis(text),
            heatMap: HeatMap(
              rows: labels, columns: labels, values: hostile.map { _ in hostile.map { _ in 1 } })),
        ])
      try plotter.render(figure, into: folder)
      _ = TextPlot(figure, columns: 80, rows: 20, colour: true).text
      #expect(try names(in: outside).isEmpty)
      #expect(
        try names(in: folder) == ["hostile.gnuplot", "hostile.png", "hostile.svg", "outside"])
      // The SVG holds texts as they are: nothing was expanded.
      let svg = try String(contentsOf: folder.appending(path: "hostile.svg"), encoding: .utf8)
      #expect(
        svg.contains("@GPVAL_VERSION") && svg.contains("%s%n%d \\") && svg.contains("{/Bold x}_^"))
    }
  }

  @Test func `a figure with nothing to show is drawn all the same`() throws {
    let empty = Series.line("empty", x: [], y: [])
    let invalid = Series.points("nan", x: [1, .infinity], y: [Estimate(.nan), Estimate(2)])
    let figures = [
      Panel(x: Axis("x"), y: Axis("y"), series: []),
      Panel(x: Axis("x"), y: Axis("y"), series: [empty, invalid]),
      Panel(x: Axis("x"), y: Axis("y"), series: [empty, .line("one point", x: [1], y: [0])]),
      Panel(x: Axis("x", isLogarithmic: true), y: Axis("y"), series: [.line("", x: [0], y: [1])]),
      Panel(y: Axis("y"), categories: [], bars: []),
      Panel(y: Axis("y"), categories: ["a"], bars: [.bars("b", [Estimate(.nan)])]),
      Panel(heatMap: HeatMap(rows: [], columns: [], values: [])),
      Panel(heatMap: HeatMap(rows: ["a"], columns: ["b"], values: [[.nan]])),
      Panel(heatMap: HeatMap(rows: ["a"], columns: ["b"], values: [[0]])),
      Panel(x: Axis("x"), y: Axis("y"), series: [.histogram("h", of: [], in: 0...0)]),
    ]
    try withFolder { folder in
      let figure = Figure(name: "empty", title: "", caption: .none, panels: figures)
      try plotter.render(figure, into: folder)
      _ = TextPlot(figure, columns: 60, rows: 20, colour: false).text
    }
  }
}

@Suite struct MissingGnuplotTests {
  private let plotter = Plotter(environment: ["PATH": "/missing:/also-missing"])

  @Test func `without gnuplot the script is written and the error says what to install`() throws {
    try withFolder { folder in
      let error = #expect(throws: PlottingError.self) {
        try plotter.render(Fixture.lines, into: folder)
      }
      #expect(error == .gnuplotNotFound(path: "/missing:/also-missing"))
      #expect(error?.description.contains("apt-get install gnuplot-nox") == true)
      let files = try names(in: folder)
      #expect(files == ["lines.gnuplot"])
      #expect(!plotter.isAvailable)
    }
  }
}
