import Foundation
import Metrics
import Plotting
import Testing

@Suite struct FigureFileTests {
  /// A figure's file as somebody might write it, without a checksum.
  private func unsealed(_ figure: Figure) throws -> String {
    String(decoding: try figure.json(), as: UTF8.self)
      .replacing(#/, "checksum": "[0-9a-f]+"/#, with: "")
  }

  @Test(arguments: Fixture.all.map(\.name))
  func `a figure that was written is the same figure`(name: String) throws {
    let figure = try #require(Fixture.all.first { $0.name == name })
    let again = try Figure(json: figure.json())
    #expect(try script(of: again) == script(of: figure))
    #expect(try again.json() == figure.json())
  }

  /// What would make the code behind a figure stop is no figure.
  @Test(arguments: [
    (#""panels":["#, #""panels":[],"more":["#), (#""name":"lines""#, #""name":"../lines""#),
    (#""hue":0"#, #""hue":-1"#), (#""hue":0"#, #""hue":9223372036854775807"#),
  ])
  func `a file that is no figure is refused`(part: String, other: String) throws {
    let figure = Figure(
      name: "lines", title: "", caption: .none,
      panel: Panel(
        x: Axis("x"), y: Axis("y"), series: [.line("l", x: [1, 2], y: [3, 4], hue: 0)]))
    let text = try unsealed(figure)
    #expect(text.contains(part))
    let changed = text.replacing(part, with: other)
    #expect(throws: DecodingError.self) { try Figure(json: Data(changed.utf8)) }
  }

  @Test func `bars and cells must be as many as their names`() throws {
    let bars = Figure(
      name: "b", title: "", caption: .none,
      panel: Panel(
        y: Axis("y"), categories: ["one", "two"], bars: [.bars("b", [Estimate(1), Estimate(2)])]))
    let map = Figure(
      name: "m", title: "", caption: .none,
      panel: Panel(heatMap: HeatMap(rows: ["one", "two"], columns: ["c"], values: [[1], [2]])))
    for figure in [bars, map] {
      let text = try unsealed(figure)
      let changed = text.replacing(#"["one","two"]"#, with: #"["one"]"#)
      #expect(changed != text)
      #expect(throws: DecodingError.self) { try Figure(json: Data(changed.utf8)) }
    }
  }

  @Test func `the table has a row for each measurement, quoted where it must be`() throws {
    let figure = Figure(
      name: "f", title: "", caption: .none,
      panels: [
        Panel(
          title: "a, \"b\"", x: Axis("x"), y: Axis("y"),
          series: [.points("p", x: [1], y: [Estimate(value: 0.5, low: 0.25, high: 0.75, n: 3)])]),
        Panel(y: Axis("y"), categories: ["one"], bars: [.bars("b", [Estimate(2)])]),
        Panel(heatMap: HeatMap(rows: ["r"], columns: ["c"], values: [[.nan]])),
      ])
    #expect(
      figure.csv == """
        panel,series,x,y,low,high
        "a, ""b""\",p,1,0.5,0.25,0.75
        2,b,one,2,,
        3,r,c,,,

        """)
  }
}

@Suite(.enabled(if: Plotter().isAvailable, "gnuplot is not installed")) struct FigureStyleTests {
  private func svg(_ figure: Figure, _ style: FigureStyle) throws -> String {
    try withFolder { folder in
      let file = folder.appending(path: "f.svg")
      try Plotter().draw(figure, style: style, format: .svg, to: file)
      return try String(contentsOf: file, encoding: .utf8)
    }
  }

  @Test func `each theme has colours of its own, on a paper of its own`() throws {
    let pictures = try FigureStyle.Theme.allCases.map {
      try svg(Fixture.lines, FigureStyle(theme: $0))
    }
    #expect(Set(pictures).count == 3)
    let blue = "rgb(  0, 114, 178)"
    #expect(pictures[0].contains(blue))
    #expect(!pictures[1].contains(blue) && pictures[1].contains("rgb(  0,   0,   0)"))
    #expect(pictures[2].contains("#16181d") && pictures[2].contains("rgb( 77, 178, 255)"))
  }

  @Test func `a title stands in place of the figure's, and is not run`() throws {
    let title = "'; system 'false' # `false`"
    let picture = try svg(Fixture.lines, FigureStyle(title: title))
    #expect(picture.contains("system"))
    #expect(!picture.contains("Loss falls"))
  }

  @Test func `larger text leaves less for the axes`() throws {
    func size(_ picture: String) -> Double {
      picture.matches(of: /font-size="([0-9.]+)"/).compactMap { Double($0.1) }.max() ?? 0
    }
    let usual = try svg(Fixture.lines, FigureStyle())
    let large = try svg(Fixture.lines, FigureStyle(fontSize: 39))
    #expect(abs(size(large) / size(usual) - 1.5) < 0.05)
  }

  @Test func `characters that no font has are told`() throws {
    #expect(try Plotter(environment: ["PATH": "/missing"]).undrawable(in: "PPO 한") == "한")
    #expect(try Plotter().undrawable(in: "PPO") == "")
  }
}
