import CGnuplot
import Foundation
import Metrics
import Plotting
import Testing

@Suite struct ScriptTests {
  @Test func `the script of a figure is as it was`() throws {
    // Look at the picture before you change this.
    #expect(
      try script(of: Fixture.lines) == #"""
        # Draws a figure. Change what you like, then run
        #   gnuplot lines.gnuplot                      for lines.png beside this file
        #   gnuplot -e "format='svg'" lines.gnuplot    for another format: png, svg, pdf
        #   gnuplot -e "width=1280; height=720" lines.gnuplot   for another size in pixels
        if (!exists('format')) format = 'png'
        if (!exists('width')) width = 1920
        if (!exists('height')) height = 1080
        if (!exists('file')) file = ARG0[1:strlen(ARG0) - strlen('gnuplot')].format
        reset
        set encoding utf8
        set minussign
        unit = height / 1080.0
        text = (format eq 'svg' ? 34 : 26) * unit
        face = sprintf('DejaVu Sans,%g', text)
        if (format eq 'png') set terminal pngcairo noenhanced size width, height font face linewidth unit
        if (format eq 'svg') set terminal svg noenhanced size width, height dynamic background rgb 'white' font face linewidth unit
        if (format eq 'pdf') set terminal pdfcairo noenhanced size width / 96.0 in, height / 96.0 in fontscale 1 font face linewidth unit * 1.5
        if (format eq 'sixel') set terminal sixelgd noenhanced truecolor size width, height font face linewidth unit
        set output file
        set border 3 linewidth 2 linecolor rgb '#404040'
        set style fill solid 1 noborder
        set samples 2
        $data1 << EOD
        0 4
        1 2
        2 3
        EOD
        $data2 << EOD
        0 4 4
        1 2 2.66666667
        2 3 2.85714286
        EOD
        set multiplot
        set label 1 'Loss falls' at screen 0.5, 0.962 center font sprintf(',%g', 1.3 * text) textcolor rgb '#202020'
        set label 2 'One run.' at screen 0.5, 0.028 center font sprintf(',%g', 0.82 * text) textcolor rgb '#202020'
        set origin 0.0, 0.063
        set size 1.0, 0.867
        set tmargin at screen 0.865
        set xlabel 'step'
        set ylabel 'loss (nats per token)'
        set key outside above center horizontal Left reverse samplen 3 spacing 1.2 width 1
        set grid noxtics ytics linetype 1 linewidth 1.5 linecolor rgb '#d4d4d4'
        set ytics nomirror out scale 1 textcolor rgb '#202020' 0.2
        unset logscale
        set xrange [*:*] noextend
        set yrange [*:*]
        set xtics nomirror out scale 1 textcolor rgb '#202020' norotate 0.2
        unset xzeroaxis
        set offsets 0, 0, 0, 0
        plot \
          $data1 using 1:2 title 'raw' with lines linewidth 4.5 dashtype 1 linecolor rgb '#0072b2', \
          $data2 using 1:2 notitle with lines linewidth 2 dashtype 1 linecolor rgb '#b3d55e00', \
          $data2 using 1:3 title 'smooth' with lines linewidth 4.5 dashtype (16,6) linecolor rgb '#d55e00'
        unset label
        unset multiplot
        unset output

        """#)
  }

  @Test func `values that a log axis cannot show are left out, and the caption says so`() throws {
    let series = [
      Series.points(
        "p", x: [0, 1, 10, 100],
        y: [Estimate(1), Estimate(-1), Estimate(value: 5, low: -1, high: 6, n: 3), Estimate(7)])
    ]
    let logarithmic = Figure(
      name: "f", title: "", caption: "A caption.",
      panel: Panel(
        x: Axis("x", isLogarithmic: true), y: Axis("y", isLogarithmic: true), series: series))
    let text = try script(of: logarithmic)
    #expect(text.contains("10 5 2.5 6\n100 7 nan nan\nEOD"))
    #expect(text.contains("A caption. (2 values at or below 0 have no place on a log axis"))
    let linear = Figure(
      name: "f", title: "", caption: .none, panel: Panel(x: Axis("x"), y: Axis("y"), series: series)
    )
    #expect(try script(of: linear).contains("\n0 1 nan nan\n1 -1 nan nan\n10 5 -1 6\n"))
  }

  @Test func `other worlds are small dots: under points, and beside bars`() throws {
    let worlds = try ReferenceResults(csv: "result,31,32\ngold,0.5,0.7\n", path: "worlds.csv")
    let gold = [Estimate(0.6), Estimate(0.8)]
    let names = ["gold", "unknown"]
    let points = Series.points("p", x: [1, 2], y: gold).beside(worlds, names)
    let bars = Series.bars("b", gold).beside(worlds, names)
    let figure = Figure(
      name: "f", title: "", caption: "C.",
      panels: [
        Panel(x: Axis("x"), y: Axis("y"), series: [points]),
        Panel(y: Axis("y"), categories: ["one", "two"], bars: [bars]),
      ])
    let text = try script(of: figure)
    #expect(text.contains("\n1 0.5\n1 0.7\nEOD"))
    #expect(text.contains("\n0.1872 0.5\n0.3088 0.7\nEOD"))
    #expect(text.contains("'C. Small dots: other worlds, default settings.'"))
    #expect(try !script(of: Fixture.lines).contains("other worlds"))
    #expect(Series.points("p", x: [1], y: [gold[0]]).beside(nil, []).name.text == "p")
  }

  @Test func `a histogram counts each value once, those outside in the bins at the ends`() throws {
    let figure = Figure(
      name: "h", title: "", caption: .none,
      panel: Panel(
        x: Axis("x"), y: Axis("y"),
        series: [
          .histogram("h", of: [-7, 0, 1, 1.5, 2, 4, 9, .nan], in: 0...4, binCount: 4)
        ]))
    #expect(
      try script(of: figure).contains(
        "0.5 0.285714286\n1.5 0.285714286\n2.5 0.142857143\n3.5 0.285714286\nEOD"))
  }

  @Test(arguments: [(1.0, false), (-1, true), (.nan, false)])
  func `the number of a bar that goes down stands below it`(value: Double, isBelow: Bool) throws {
    let panel = Panel(
      y: Axis("y"), categories: ["x", "z"], bars: [.bars("b", [Estimate(2), Estimate(value)])])
    let text = try script(of: Figure(name: "f", title: "T", caption: .none, panel: panel))
    #expect(text.contains("with labels offset 0, 0.6"))
    #expect(text.contains("with labels offset 0, -0.7") == isBelow)
    #expect(text.contains("set offsets 0, 0, graph 0.06, \(isBelow ? "graph 0.06" : "0")\n"))
  }

  @Test func `characters that no font has are replaced, and the caption says so`() throws {
    // Without fontconfig's fc-list in the PATH, only ASCII is certain.
    let plotter = Plotter(environment: ["PATH": "/missing"])
    try withFolder { folder in
      let figure = Figure(
        name: "f", title: "β = 1\u{fe0f}", caption: .none,
        panel: Panel(x: Axis("x"), y: Axis("y"), series: []))
      _ = try? plotter.render(figure, into: folder)
      let text = try String(contentsOf: folder.appending(path: "f.gnuplot"), encoding: .utf8)
      #expect(text.contains("'? = 1'"))
      #expect(text.contains("is a character that no installed font has"))
    }
  }

  @Test func `a full disk is reported`() {
    let script = gnuplot_script_open("/dev/full")
    let line = gnuplot_script_line(script, "plot x")
    let end = gnuplot_script_close(script)
    #expect(line == -1 || end == -1)
    #expect(gnuplot_script_open("/missing/folder/script") == nil)
  }

  @Test func `a folder that does not exist is reported with the path`() {
    let folder = URL(filePath: "/missing/folder")
    let error = #expect(throws: PlottingError.self) {
      try Plotter().render(Fixture.lines, into: folder)
    }
    #expect(
      error
        == .notWritten(path: "/missing/folder/lines.gnuplot", reason: "there is no such file"))
  }
}
