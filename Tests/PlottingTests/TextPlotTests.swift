import Foundation
import Metrics
import Plotting
import Testing

@Suite(.enabled(if: Plotter().isAvailable, "gnuplot is not installed")) struct TextPlotTests {
  private let plotter = Plotter()

  /// The columns that a line takes; the wide characters of the fixtures are Hangul.
  private func width(_ line: Substring) -> Int {
    line.replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
      .reduce(0) { $0 + (("가"..."힣").contains($1) ? 2 : 1) }
  }

  @Test(arguments: Fixture.all.map(\.name), [(40, false), (60, true), (120, false)])
  func `every line fits into the columns`(name: String, form: (columns: Int, colour: Bool)) throws {
    let figure = try #require(Fixture.all.first { $0.name == name })
    let text = try plotter.text(figure, columns: form.columns, rows: 20, colour: form.colour)
    #expect(text.contains("\u{1b}") == form.colour)
    #expect(!text.contains("\u{c}"))
    for line in text.split(separator: "\n") {
      #expect(width(line) <= form.columns, "\(line)")
    }
  }

  @Test func `a series is drawn with the character of its legend`() throws {
    let figure = Figure(
      name: "f", title: "", caption: .none,
      panel: Panel(
        x: Axis("x"), y: Axis("y"),
        series: [
          .band("band", x: [0, 1], y: [Estimate(0), Estimate(0)]),
          .line("high", x: [0, 1], y: [4, 4]),
        ]))
    for colour in [false, true] {
      let lines = try plotter.text(figure, columns: 50, rows: 16, colour: colour)
        .replacing(#/\u{1b}\[[0-9;]*m/#, with: "").split(separator: "\n")
      #expect(lines.contains("# band   $ high"))
      let highest = try #require(lines.firstIndex { $0.contains("$$$$$$$$") })
      let lowest = try #require(lines.firstIndex { $0.contains("########") })
      #expect(highest < lowest)
    }
  }

  @Test func `bars are as long as their values`() throws {
    let figure = Figure(
      name: "f", title: "Next token", caption: .none,
      panel: Panel(
        y: Axis("probability"), categories: [" cat", "늪"],
        bars: [.bars("p", [Estimate(1), Estimate(0.5)])]))
    #expect(
      try plotter.text(figure, columns: 40, rows: 10, colour: false) == """
        Next token

        probability
           cat ███████████████████████████ 1
          늪   █████████████▌ 0.500

        """)
  }

  @Test func `bars of several panels compare where their axes have one range`() throws {
    func drawn(_ range: ClosedRange<Double>?) throws -> Int {
      let panel = Panel(
        y: Axis("p", range: range), categories: ["x"], bars: [.bars("p", [Estimate(0.5)])])
      let figure = Figure(name: "f", title: "T", caption: .none, panel: panel)
      let text = try plotter.text(figure, columns: 40, rows: 10, colour: false)
      return text.count { $0 == "█" }
    }
    let whole = try drawn(nil)
    #expect(whole > 20)
    #expect(try drawn(0...1) == whole / 2)
  }

  @Test func `cells show their numbers, or shades where there is no room`() throws {
    let cells = try #require(Fixture.all.first { $0.name == "cells" })
    #expect(
      try plotter.text(cells, columns: 40, rows: 10, colour: false) == """
        Attention

              늪     holm
        늪    1.00
         holm 0.25  0.75

        """)
    let many = try #require(Fixture.all.first { $0.name == "many-cells" })
    let text = try plotter.text(many, columns: 40, rows: 10, colour: false)
    #expect(text.contains("(the first 19 of 90 columns)"))
  }

  @Test func `a band of one point without an interval is drawn on a logarithmic axis`() throws {
    let figure = Figure(
      name: "one", title: .verbatim("One"), caption: .none,
      panel: Panel(
        x: Axis("prompts", isLogarithmic: true), y: Axis("share"),
        series: [
          .band("a", x: [30], y: [Estimate(0.5)]), .curve("b", x: [30, 30], y: [0.4, 0.4]),
        ]))
    #expect(try plotter.text(figure, columns: 80, rows: 20, colour: false).contains("prompts"))
  }
}
