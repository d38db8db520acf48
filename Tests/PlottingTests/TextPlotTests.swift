import Foundation
import Metrics
import Plotting
import Testing
import Words

@Suite struct TextPlotTests {
  /// The columns that a line takes; the wide characters of the fixtures are Hangul.
  private func width(_ line: Substring) -> Int {
    line.replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
      .reduce(0) { $0 + (("가"..."힣").contains($1) ? 2 : 1) }
  }

  private func text(
    _ panel: Panel, title: Label = "", columns: Int = 60, rows: Int = 16, colour: Bool = false
  ) -> String {
    let figure = Figure(name: "f", title: title, caption: .none, panel: panel)
    return TextPlot(figure, columns: columns, rows: rows, colour: colour).text
  }

  private func lines(_ series: [Series], columns: Int = 60, colour: Bool = false) -> [String] {
    text(Panel(x: Axis("x"), y: Axis("y"), series: series), columns: columns, colour: colour)
      .split(separator: "\n").map(String.init)
  }

  @Test(arguments: Fixture.all.map(\.name), [(40, false), (60, true), (120, false)])
  func `every line fits into the columns`(name: String, form: (columns: Int, colour: Bool)) throws {
    let figure = try #require(Fixture.all.first { $0.name == name })
    let text = TextPlot(figure, columns: form.columns, rows: 20, colour: form.colour).text
    #expect(text.contains("\u{1b}") == form.colour)
    for line in text.split(separator: "\n") {
      #expect(width(line) <= form.columns, "\(line)")
    }
  }

  @Test func `lines are of Braille dots, from their first value to their last`() {
    let drawn = lines([.line("rising", x: [0, 1], y: [0, 1])])
    let rows = drawn.filter { $0.contains("│") || $0.contains("┤") }
    let columns = rows.compactMap { row in
      Array(row).firstIndex { ("\u{2801}"..."\u{28ff}").contains($0) }
    }
    #expect(columns.count == rows.count)
    #expect(columns == columns.sorted(by: >))
  }

  @Test func `without colour, lines are told apart by letters at their ends`() throws {
    let series: [Series] = [
      .line("low", x: [0, 1], y: [0, 0]), .line("high", x: [0, 1], y: [4, 4]),
    ]
    let plain = lines(series)
    let low = try #require(plain.firstIndex { $0.contains("A A low") })
    let high = try #require(plain.firstIndex { $0.contains("B B high") })
    #expect(high < low)
    let coloured = lines(series, colour: true)
    #expect(coloured.contains { $0.contains("\u{1b}[38;5;31m low\u{1b}[0m") })
    #expect(!coloured.contains { $0.contains("A low") })
  }

  @Test func `labels of lines that end together stand below each other`() {
    let series = (0..<4).map { Series.line(.verbatim("line \($0)"), x: [0, 1], y: [0, 1]) }
    let drawn = lines(series)
    let rows = (0..<4).map { number in drawn.firstIndex { $0.contains("line \(number)") } ?? -1 }
    #expect(Set(rows).count == 4)
    #expect((rows.max() ?? 0) - (rows.min() ?? 0) == 3)
  }

  @Test func `names that are long stand above the drawing`() {
    let name = Label.verbatim("a name that takes more than a third of it")
    let drawn = lines([.line(name, x: [0, 1], y: [0, 1])])
    #expect(drawn.contains { $0 == "⠒⠒⠒ a name that takes more than a third of it" })
  }

  @Test func `points are not hidden by a diagonal, nor by each other`() {
    let places = [0.1, 0.3, 0.5, 0.7, 0.9]
    let estimates = places.map { Estimate(value: $0, low: $0 - 0.2, high: $0 + 0.2, n: 9) }
    let drawn = lines([
      .points("seen", x: places, y: estimates), .points("same", x: places, y: estimates),
      .curve("perfect", x: [0, 1], y: [0, 1]),
    ]).filter { $0.contains("│") || $0.contains("┤") }.map { line in
      line.replacing("● seen", with: "").replacing("■ same", with: "")
    }.joined()
    #expect(drawn.count { $0 == "●" } == 5)
    #expect(drawn.count { $0 == "■" } == 5)
    #expect(drawn.count { $0 == "┬" } >= 5)
  }

  @Test(arguments: [0...1, -3...250, 0.001...0.004] as [ClosedRange<Double>])
  func `the y axis has three to five numbers`(range: ClosedRange<Double>) {
    let drawn = lines([.line("y", x: [0, 1], y: [range.lowerBound, range.upperBound])])
    #expect(3...5 ~= drawn.count { $0.contains("┤") })
  }

  @Test func `panels stand side by side where there is room`() {
    let panel = {
      Panel(title: $0, x: Axis("x"), y: Axis("y"), series: [.line("l", x: [0, 1], y: [0, 1])])
    }
    let figure = Figure(name: "f", title: "", caption: .none, panels: [panel("one"), panel("two")])
    func areBeside(_ columns: Int) -> Bool {
      TextPlot(figure, columns: columns, rows: 20, colour: false).text.split(separator: "\n")
        .contains { $0.wholeMatch(of: /one +two/) != nil }
    }
    #expect(areBeside(80))
    #expect(!areBeside(60))
  }

  @Test func `bars are as long as their values, and show their intervals`() {
    let panel = Panel(
      y: Axis("probability"), categories: [" cat", "늪"],
      bars: [.bars("p", [Estimate(value: 0.5, low: 0.25, high: 1, n: 9), Estimate(0.5)])])
    #expect(
      text(panel, title: "Next token", columns: 46) == """
        Next token

        probability
           cat ██████████▌─────────┤ 0.50 [0.25, 1.00]
          늪   ██████████▌ 0.500

        p: cat 0.50, 늪 0.50.

        """)
  }

  @Test func `bars of several panels compare where their axes have one range`() {
    func drawn(_ range: ClosedRange<Double>?) -> Int {
      let panel = Panel(
        y: Axis("p", range: range), categories: ["x"], bars: [.bars("p", [Estimate(0.5)])])
      return text(panel, columns: 40).count { $0 == "█" }
    }
    let whole = drawn(nil)
    #expect(whole > 20)
    #expect(drawn(0...1) == whole / 2)
  }

  @Test func `cells show their numbers, or tenths where there is no room`() throws {
    let cells = try #require(Fixture.all.first { $0.name == "cells" })
    #expect(
      TextPlot(cells, columns: 40, rows: 10, colour: false).text.hasPrefix(
        """
        Attention

              늪    holm
        늪    1.00
         holm 0.25  0.75

        """))
    let map = HeatMap(
      rows: ["a"], columns: ["b", "c", "d"], values: [[0, 0.52, 1]], showsValues: false,
      framed: (0, 1))
    let text = TextPlot(
      Figure(name: "f", title: "", caption: .none, panel: Panel(heatMap: map)), columns: 40,
      rows: 9,
      colour: false
    ).text
    #expect(text.contains("a 0     5*    X"))
    #expect(text.contains("tenths of 1"))
    let many = try #require(Fixture.all.first { $0.name == "many-cells" })
    let cut = TextPlot(many, columns: 40, rows: 10, colour: false).text
    #expect(cut.contains("(the first 19 of 90 columns)"))
  }

  @Test func `a band of one point without an interval is drawn on a logarithmic axis`() {
    let panel = Panel(
      x: Axis("prompts", isLogarithmic: true), y: Axis("share"),
      series: [
        .band("a", x: [30], y: [Estimate(0.5)]), .curve("b", x: [30, 30], y: [0.4, 0.4]),
      ])
    #expect(text(panel).contains("prompts"))
  }

  @Test func `the caption for text stands instead of the picture's`() {
    var figure = Fixture.lines
    figure.captionForText = "Letters, not dashes."
    let text = TextPlot(figure, columns: 60, rows: 12, colour: false).text
    #expect(text.hasSuffix("\n\nLetters, not dashes.\n"))
    #expect(!text.contains("One run."))
  }
}

@Suite struct SummaryTests {
  private func summary(_ series: Series) -> String {
    Figure(
      name: "f", title: "", caption: .none,
      panel: Panel(x: Axis("x"), y: Axis("y"), series: [series])
    ).summary
  }

  @Test(arguments: [
    ([0.62, 0.7, 0.74], "gold rises from 0.62 to 0.74."),
    ([-3.3e-16, 0.7, 0.74], "gold rises from 0 to 0.74."),
    ([0.74, 0.7, 0.62], "gold falls from 0.74 to 0.62."),
    ([0.5, 0.5, 0.5], "gold stays near 0.50."),
    ([0, 0.9, 0.1], "gold goes from 0 up to 0.90 (at 1) and ends at 0.10."),
    ([0.9, 0.1, 0.9], "gold goes from 0.90 down to 0.10 (at 1) and ends at 0.90."),
  ])
  func `a line is told by how it goes`(values: [Double], words: String) {
    #expect(summary(.line("gold", x: [0, 1, 2], y: values)) == words)
  }

  @Test func `what is no line is told by what it is`() {
    #expect(summary(.points("end", x: [3], y: [Estimate(0.5)])) == "end: 0.50.")
    #expect(summary(.curve("turn", x: [8, 8], y: [0, 1])) == "turn at 8.")
    let many = (0..<50).map(Double.init)
    #expect(
      summary(.points("p", x: many, y: many.map { Estimate(-$0) }))
        == "p: 50 points that tend to fall.")
    #expect(
      summary(.histogram("h", of: [1.5, 1.5, 3], in: 0...4, binCount: 4))
        == "h: most lie near 1.50.")
  }

  @Test func `many bars are told by the largest and the least`() {
    let values = [0.1, 0.5, 0.9, 0.3, 0.2].map { Estimate($0) }
    let panel = Panel(
      y: Axis("y"), categories: ["a", "b", "c", "d", "e"], bars: [.bars("s", values)])
    #expect(
      Figure(name: "f", title: "", caption: .none, panel: panel).summary
        == "s: most for c (0.90), least for a (0.10).")
  }
}
