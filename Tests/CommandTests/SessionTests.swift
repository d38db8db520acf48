import Foundation
import Testing

/// What happens around a program on a terminal: it is stopped and taken up again, its window changes or is
/// closed, several commands are typed one after another.
@Suite(.serialized) struct SessionTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private let quick = ["run", "5", "--quick", "--plots", "none"]

  /// A shell with job control, in which `tutor` is the program.
  private func shell() throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(
      sandbox, ["--norc", "-i"], environment: ["PS1": "ready% ", "tutor": program.path],
      program: URL(filePath: "/bin/bash"))
    try terminal.waitFor("ready% ")
    return terminal
  }

  @Test func `Ctrl-Z gives the terminal back, and fg takes the page up`() throws {
    let terminal = try shell()
    terminal.type("\"$tutor\" run 5 --quick --plots none\r")
    try terminal.waitForStop()
    #expect(!terminal.isSane)
    terminal.type("\u{1A}")
    try terminal.waitFor("Stopped")
    terminal.read(untilQuietFor: 200)
    #expect(terminal.shown.suffix(400).contains("\u{1B}[?2004"))
    terminal.type("echo 6*7=$((6*7))\r")
    try terminal.waitFor("6*7=42")
    terminal.clear()
    terminal.type("fg\r")
    try terminal.waitForStop()
    terminal.type("\r")
    try terminal.waitFor("which has words of its own")
    terminal.type("qq")
    try terminal.waitFor("ready% ")
  }

  @Test func `Ctrl-Z during a training stops it, and fg goes on to its end`() throws {
    let settings = "--quick --plots none --set overfit.steps=2000"
    let terminal = try shell()
    terminal.type("\"$tutor\" run 0 \(settings) --no-input\r")
    try terminal.waitFor("/2000", seconds: 60)
    terminal.type("\u{1A}")
    try terminal.waitFor("Stopped")
    terminal.clear()
    terminal.type("fg; echo ended with $?\r")
    try terminal.waitFor("ended with 0", seconds: 120)
  }

  @Test func `another width is used from the next line on`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.waitForStop()
    terminal.clear()
    terminal.resize(columns: 50)
    terminal.read(untilQuietFor: 200)
    terminal.clear()
    terminal.type("x")
    try terminal.waitFor("does nothing here")
    #expect(terminal.lastLine.count < 50)
    terminal.type("\r")
    try terminal.waitForStop()
    terminal.read(untilQuietFor: 200)
    let lines = terminal.shown.replacing(/\u{1B}\[[0-9;?]*[a-zA-Z]/, with: "")
      .split(whereSeparator: \.isNewline).dropFirst()
    #expect(lines.count > 3)
    #expect(lines.allSatisfy { $0.count <= 50 }, "\(lines)")
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
  }

  @Test func `a window that is closed keeps the place`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.waitForStop()
    for _ in 0..<4 {
      terminal.type("\r")
      try terminal.waitForStop()
    }
    try terminal.send(SIGHUP)
    #expect(try terminal.ending() == 128 + SIGHUP)
    #expect(terminal.isSane)
    #expect(try sandbox.tutor().output.contains(/page [2-9]/))
  }

  @Test func `t talks to the models on a page, and the page comes back`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.waitForStop()
    terminal.type("t")
    try terminal.waitFor("/help", seconds: 60)
    terminal.clear()
    terminal.type("what does the jorl eat ?\r")
    try terminal.waitFor("log p", seconds: 60)
    terminal.clear()
    terminal.type("/quit\r")
    try terminal.waitForStop()
    #expect(terminal.lastLine.contains("? keys"))
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
    #expect(terminal.isSane)
  }

  @Test func `a sweep draws one bar in place, and Ctrl-C leaves the terminal sane`() throws {
    let terminal = try PseudoTerminal(
      sandbox, ["sweep", "0", "--quick", "--set", "overfit.steps=5,10,15", "--processes", "1"])
    try terminal.waitFor("1/3", seconds: 60)
    terminal.type("\u{3}")
    #expect(try terminal.ending() == 130)
    #expect(terminal.isSane)
    #expect(terminal.words.contains("To go on: ./tutor sweep --resume"))
    let again = try PseudoTerminal(
      sandbox, ["sweep", "0", "--quick", "--set", "overfit.steps=5,10,15"])
    #expect(try again.ending(seconds: 120) == 0)
    #expect(again.shown.contains("⠒") || again.shown.contains("⣀"), "no curves")
    #expect(again.shown.contains("steps=15"))
  }

  @Test func `watch waits on a terminal until Ctrl-C`() throws {
    let terminal = try PseudoTerminal(sandbox, ["watch", "0", "--quick"])
    try terminal.waitFor("Watching", seconds: 60)
    terminal.type("\u{3}")
    #expect(try terminal.ending() == 130)
    #expect(terminal.isSane)
  }

  @Test func `a run is drawn as wide as the window`() throws {
    #expect(try sandbox.tutor("run", "0", "--quick", "--no-input").status == 0)
    for columns in [60, 80, 120] as [UInt16] {
      let terminal = try PseudoTerminal(
        sandbox, ["plot", "latest", "--figure", "one-batch", "--format", "txt"], columns: columns)
      #expect(try terminal.ending() == 0)
      let plain = terminal.shown.replacing(/\u{1B}\[[0-9;?]*[a-zA-Z]/, with: "")
      let widths = plain.split(whereSeparator: \.isNewline).map(\.count)
      #expect(widths.allSatisfy { $0 <= columns })
      #expect((widths.max() ?? 0) > columns - 12, "\(plain)")
    }
  }

  @Test
  func `Ctrl-C in a training asks: a wrong key is told, Enter goes on, s keeps what was learned`()
    throws
  {
    let terminal = try PseudoTerminal(
      sandbox, ["run", "0", "--quick", "--plots", "none", "--set", "overfit.steps=2000"])
    try terminal.goOn(to: "/2000")
    func interrupt() throws {
      terminal.clear()
      terminal.type("\u{3}")
      try terminal.waitFor("s stops and keeps what it learned")
    }
    try interrupt()
    terminal.clear()
    terminal.type("x")
    try terminal.waitFor("s stops and keeps what it learned")
    terminal.type("\r")
    try terminal.waitFor("/2000")
    try interrupt()
    terminal.type("s")
    try terminal.waitForStop()
    #expect(terminal.words.contains("was stopped"))
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
    #expect(terminal.isSane)
  }

  /// Everything that a learner can be asked for in a lesson beside its page, by the keys that lead there.
  @Test(arguments: ["g", "k", "k1\r", "c"])
  func `Ctrl-D leaves at whatever is asked, and keeps the place`(keys: String) throws {
    let terminal = try PseudoTerminal(sandbox, ["run", "5", "--quick", "--plots", "none"])
    try terminal.goOn(to: "Enter runs it")
    try terminal.waitForStop()
    for key in keys {
      terminal.clear()
      terminal.type(String(key))
      terminal.read(untilQuietFor: 300)
    }
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
    #expect(terminal.isSane)
    #expect(terminal.words.contains("so is your place"))
  }

  @Test func `Ctrl-D leaves where a text is asked for`() throws {
    let terminal = try PseudoTerminal(sandbox, ["run", "0", "--quick", "--plots", "none"])
    try terminal.goOn(to: "Enter alone takes")
    try terminal.waitForStop()
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
    #expect(terminal.words.contains("so is your place"))
  }

  @Test func `Ctrl-D leaves a line that is half typed, without an answer to it`() throws {
    let terminal = try PseudoTerminal(sandbox, ["chat", "--quick", "--model", "base"])
    try terminal.waitFor("/help", seconds: 60)
    terminal.read(untilQuietFor: 200)
    terminal.type("the dax")
    try terminal.waitFor("the dax")
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
    #expect(terminal.isSane)
    #expect(!terminal.shown.contains("log p"))
  }

  @Test func `an arrow that comes in pieces is an arrow`() throws {
    let terminal = try PseudoTerminal(sandbox, ["chat", "--quick", "--model", "base"])
    try terminal.waitFor("/help", seconds: 60)
    terminal.read(untilQuietFor: 200)
    terminal.type("/hlp")
    for piece in ["\u{1B}", "[", "D", "\u{1B}[", "D", "e\r"] {
      terminal.type(piece)
      usleep(10_000)
    }
    try terminal.waitFor("/temperature")
    #expect(!terminal.shown.contains("[D"))
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
  }

  @Test func `Tab completes in a shell`() throws {
    let terminal = try shell()
    terminal.type("tutor() { \"$tutor\" \"$@\"; }; source <(tutor completions bash); echo ok$?\r")
    try terminal.waitFor("ok0")
    terminal.clear()
    terminal.type("tutor run pp\t")
    try terminal.waitFor("ppo-with-kl")
    terminal.type("\u{15}tutor run 5 --set ppo.klC\t")
    try terminal.waitFor("ppo.klCoefficient")
  }

  @Test func `two runs are compared on a terminal, with their curves, and exported`() throws {
    for steps in ["5", "10"] {
      let run = ["run", "0", "--quick", "--no-input", "--set", "overfit.steps=\(steps)"]
      #expect(try sandbox.bash("tutor " + run.joined(separator: " ")).status == 0)
    }
    let terminal = try PseudoTerminal(sandbox, ["compare", "latest", "previous"])
    #expect(try terminal.ending(seconds: 60) == 0)
    #expect(terminal.words.contains("steps=5") && terminal.words.contains("steps=10"))
    #expect(terminal.shown.contains { "\u{2801}"..."\u{28FF}" ~= $0 }, "no curves")
    let export = try PseudoTerminal(sandbox, ["export", "latest", "-o", "page.html"])
    #expect(try export.ending(seconds: 60) == 0)
    #expect(try sandbox.read("page.html").contains("data:image/png"))
  }
}
