import Foundation
import Metrics
import Notebook
import TestSupport
import Testing
import Words

private let text = """
  Why.

  <!-- cell: train -->

  The score is {{gold}}.

  <!-- page -->

  Recap: {{gold:value}}.
  """

private let cells = [(name: "train", code: "let gold = train()")]

struct NotebookTests {
  @Test func `a lesson from its first page to its last`() throws {
    let sandbox = try Sandbox(
      text: text, cells: cells, map: PipelineMap(steps: ["SFT", "PPO"], current: 1),
      nextCommand: "./tutor run 6")
    let notebook = sandbox.notebook
    try notebook.run {
      try notebook.cell("train")
      notebook.show("one\ttwo\u{1B}")
      notebook.show("three")
      notebook.show(Table(columns: ["who", .number("gold")], rows: [["a|b", "0.8"]]))
      notebook.record(["gold": Estimate(value: 0.82, low: 0.8, high: 0.84, n: 1400)])
      notebook.metrics.record(1.5, as: "loss", step: 3)
    }
    let run = "Runs/\(notebook.run.name)"
    #expect(
      try sandbox.output == """
        9 · A demo                                                           page 1 of 3

        SFT → PPO
               ▲ you are here

        *Does it work?* About 3 minutes of reading.

        Why.

        ┌ Lessons/9-demo/Demo.swift:3 ─────────────────────────────────────────────────┐
        │ let gold = train()                                                           │
        └──────────────────────────────────────────────────────────────────────────────┘

        one    two␛
        three

        who  gold
        ───  ────
        a|b   0.8

        9 · A demo                                                           page 2 of 3

        The score is 0.82 [0.80, 0.84].

        9 · A demo                                                           page 3 of 3

        Recap: 0.82.

        Results

        result  value  95 % interval      n
        ──────  ─────  ─────────────  ─────
        gold     0.82  [0.80, 0.84]   1,400

        The files of this run are in `\(run)`.

        Next: `./tutor run 6`

        """)
    #expect(
      try sandbox.transcript == """
        # 9 · A demo

        SFT → **PPO** (you are here)

        *Does it work?* About 3 minutes of reading.

        Why.

        `Lessons/9-demo/Demo.swift:3`

        ~~~swift
        let gold = train()
        ~~~

            one    two␛
            three

        | who | gold |
        | --- | ---: |
        | a\\|b | 0.8 |

        ---

        The score is 0.82 [0.80, 0.84].

        ---

        Recap: 0.82.

        ### Results

        | result | value | 95 % interval | n |
        | --- | ---: | --- | ---: |
        | gold | 0.82 | \\[0.80, 0.84\\] | 1,400 |

        The files of this run are in `\(run)`.

        Next: `./tutor run 6`

        """)
    #expect(try sandbox.folder.read("\(run)/metrics.csv") == "step,name,value\n3,loss,1.5\n")
    let summary = try sandbox.summary
    #expect(summary.lesson == "9-demo")
    #expect(summary.seed == 7)
    #expect(summary.notes == [])
    #expect(summary.results["gold"]?.n == 1400)
  }

  @Test func `Enter runs, ? helps, b turns back, other keys lose nothing`() throws {
    let sandbox = try Sandbox(text: text, cells: cells, keys: "x\u{1B}[A\u{1B}OP한?b\n\n")
    try sandbox.notebook.run { try sandbox.notebook.cell("train") }
    let output = try sandbox.output
    #expect(output.components(separatedBy: "shows the library code").count == 2)
  }

  @Test func `the page before is shown again`() throws {
    let sandbox = try Sandbox(
      text: "First.\n\n<!-- page -->\n\nSecond.\n\n<!-- page -->\n\nThird.\n", keys: "\nbb?\n\n\n")
    try sandbox.notebook.finish()
    let output = try sandbox.output
    #expect(output.components(separatedBy: "First.").count == 3)
    #expect(output.components(separatedBy: "Second.").count == 3)
    #expect(output.components(separatedBy: "Ctrl-C").count == 2)
  }

  @Test(arguments: ["qq", "\u{4}", ""])
  func `leaving keeps a usable run`(key: String) throws {
    let sandbox = try Sandbox(text: text, cells: cells, keys: key)
    #expect(throws: Quit.self) {
      try sandbox.notebook.run { try sandbox.notebook.cell("train") }
    }
    #expect(try sandbox.summary.notes == ["stopped before the end"])
    #expect(try sandbox.transcript.contains("Why."))
    #expect(try sandbox.messages.contains("Runs/\(sandbox.notebook.run.name)"))
  }

  @Test func `an error in a cell keeps a usable run too`() throws {
    struct Failure: Error {}
    let sandbox = try Sandbox(text: text, cells: cells)
    #expect(throws: Failure.self) {
      try sandbox.notebook.run {
        try sandbox.notebook.cell("train")
        sandbox.notebook.record(["gold": Estimate(1)])
        throw Failure()
      }
    }
    #expect(try sandbox.summary.results["gold"] == Estimate(1))
    #expect(try sandbox.summary.notes == ["stopped by an error"])
  }

  @Test func `a result that was not measured is told as such`() throws {
    let sandbox = try Sandbox(text: text, cells: cells, options: NotebookOptions(isQuick: true))
    try sandbox.notebook.run { try sandbox.notebook.cell("train") }
    #expect(try sandbox.output.contains("The score is (not measured)."))
    #expect(try sandbox.summary.notes.first?.hasPrefix("quick run") ?? false)
  }

  @Test func `without input nothing is asked, even on a terminal`() throws {
    let sandbox = try Sandbox(
      text: text, cells: cells, keys: "q", options: NotebookOptions(takesInput: false))
    try sandbox.notebook.run { try sandbox.notebook.cell("train") }
    #expect(try !sandbox.output.contains("Enter"))
  }

  @Test func `code that was changed after the build is not shown`() throws {
    let sandbox = try Sandbox(text: text, cells: cells)
    let source = sandbox.folder.url.appending(path: "Lessons/9-demo/Demo.swift")
    try FileManager.default.setAttributes(
      [.modificationDate: Date.distantFuture], ofItemAtPath: source.path)
    let stale = try Notebook(
      lesson: LessonText(parsing: "---\ntitle: A\nquestion: Q\nminutes: 1\n---\n" + text),
      number: 9, name: "9-demo", sourceFile: source, root: sandbox.folder.url,
      terminal: sandbox.notebook.terminal, options: NotebookOptions(), run: sandbox.notebook.run)
    try stale.cell("train")
    let output = try sandbox.output
    #expect(output.contains("changed after the program was built"))
    #expect(!output.contains("let gold"))
  }

  @Test(arguments: [40, 60, 80])
  func `no line of a page passes the width`(columns: Int) throws {
    let long = "한국어 문장과 English words 👩‍👩‍👧 in one paragraph, long enough to be wrapped. "
    let map = PipelineMap(steps: ["web text", "base", "SFT", "reward model", "PPO"], current: 3)
    let sandbox = try Sandbox(
      text: long + long + "\n\n<!-- cell: train -->\n", cells: cells, columns: columns, map: map)
    let notebook = sandbox.notebook
    try notebook.run {
      try notebook.cell("train")
      notebook.show(long + long)
      notebook.show(Table(columns: ["a", "b"], rows: [[long, long]]))
      notebook.record(["a/long/name/of/a/result": estimate(1, plusOrMinus: 0.1)])
    }
    for line in try sandbox.output.split(separator: "\n") where !line.contains("Runs/") {
      #expect(line.displayWidth <= columns, "\(line)")
    }
  }
}

struct TerminalTests {
  @Test func `off a terminal there is no colour, and the width is that of COLUMNS`() {
    let null = open("/dev/null", O_RDWR)
    func terminal(_ environment: [String: String]) -> Terminal {
      Terminal(input: null, output: null, error: null, environment: environment)
    }
    #expect(!terminal(["TERM": "xterm-256color"]).colour)
    #expect(!terminal([:]).isInteractive)
    #expect(terminal([:]).columns == 80)
    #expect(terminal(["COLUMNS": "60"]).pageWidth == 60)
    #expect(terminal(["COLUMNS": "132"]).columns == 132)
    #expect(terminal(["COLUMNS": "132"]).pageWidth == 80)
    #expect(terminal(["COLUMNS": "3"]).columns == 20)
    #expect(terminal(["COLUMNS": "many"]).columns == 80)
  }
}
