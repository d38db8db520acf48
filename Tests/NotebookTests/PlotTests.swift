import Foundation
import Notebook
import Plotting
import TestSupport
import Testing
import Words

struct PlotTests {
  private let figure = Figure(
    name: "score", title: "Score", caption: .none,
    panel: Panel(
      x: Axis("step"), y: Axis("score"), series: [.curve("score", x: [1, 2, 3], y: [1, 2, 4])]))

  @Test(.enabled(if: Plotter().isAvailable))
  func `a figure goes into the folder of the run and into the transcript`() throws {
    let sandbox = try Sandbox(text: "")
    try sandbox.notebook.plot(figure)
    try sandbox.notebook.save()
    let plots = sandbox.notebook.run.plots
    let names = try FileManager.default.contentsOfDirectory(atPath: plots.path)
    #expect(
      Set(names) == ["score.gnuplot", "score.json", "score.png", "score.svg", "score.txt"])
    #expect(try sandbox.transcript == "![Score](plots/score.png)\n")
    // Where no picture can be shown, its words are.
    #expect(
      try sandbox.output == """
        Score

        score rises from 1 to 4.

        Runs/\(sandbox.notebook.run.name)/plots/score.png

        """)
  }

  @Test func `without gnuplot the lesson goes on, and says once what to install`() throws {
    let sandbox = try Sandbox(text: "", plotter: Plotter(environment: ["PATH": "/nowhere"]))
    try sandbox.notebook.plot(figure)
    try sandbox.notebook.plot(figure)
    #expect(try sandbox.output.components(separatedBy: "apt-get install").count == 2)
  }

  @Test func `no plots are drawn if none are wanted`() throws {
    let sandbox = try Sandbox(text: "", options: NotebookOptions(plots: .none))
    try sandbox.notebook.plot(figure)
    let plots = sandbox.notebook.run.plots
    #expect(try FileManager.default.contentsOfDirectory(atPath: plots.path) == [])
  }

  @Test func `the last figure is shown again, and without one there is nothing to show`() throws {
    let sandbox = try Sandbox(text: "", options: NotebookOptions(plots: .text))
    #expect(try !sandbox.notebook.showLastPlot())
    try sandbox.notebook.plot(figure)
    #expect(try sandbox.notebook.showLastPlot())
    let output = try sandbox.output
    #expect(output.components(separatedBy: "\nScore\n").count == 3)
    #expect(output.contains("score rises from 1 to 4."))
    // Where output is no terminal, nothing is drawn there unless it is forced.
    let piped = try Sandbox(text: "")
    try piped.notebook.plot(figure)
    #expect(try !piped.notebook.showLastPlot())
  }

  @Test func `a text plot has the caption that is meant for it`() throws {
    var words = LessonWords()
    words.figures = try WordList(
      parsing: "score:\n  caption: 'Dashed: a.'\n  caption-text: 'Dotted: {what}.'\n", path: "")
    let sandbox = try Sandbox(
      text: "", options: NotebookOptions(plots: .text), plotter: Plotter(environment: [:]),
      words: words)
    var captioned = figure
    captioned.caption = Label("caption", ["what": "b"])
    try sandbox.notebook.plot(captioned)
    let plots = sandbox.notebook.run.plots
    let text = try String(contentsOf: plots.appending(path: "score.txt"), encoding: .utf8)
    #expect(text.hasSuffix("\n\nDotted: b.\n"))
    let script = try String(contentsOf: plots.appending(path: "score.gnuplot"), encoding: .utf8)
    #expect(script.contains("Dashed: a.") && !script.contains("Dotted"))
  }
}
