import Foundation
import Testing

/// A terminal that answers, or does not, when it is asked whether it shows pictures.
@Suite(.serialized) struct InlineImageTests {
  private let sandbox: Sandbox
  private let question = "\u{1b}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1b}\\\u{1b}[>0q\u{1b}[c"

  init() throws { sandbox = try Sandbox() }

  private func run(
    _ options: [String] = ["--no-input"], environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    try PseudoTerminal(sandbox, ["run", "0", "--quick"] + options, environment: environment)
  }

  @Test(arguments: [
    ("\u{1b}_Gi=31;OK\u{1b}\\\u{1b}P>|kitty(0.39)\u{1b}\\\u{1b}[?62;c", "\u{1b}_Ga=T,f=100"),
    ("\u{1b}P>|iTerm2 3.5\u{1b}\\\u{1b}[?62;4c", "\u{1b}]1337;File=inline=1"),
    ("\u{1b}_Gi=31;ENOTSUPPORTED\u{1b}\\\u{1b}[?62;4;22c", "\u{1b}P"),
  ])
  func `a terminal gets pictures in the way that it says it shows`(
    answer: String, picture: String
  ) throws {
    let terminal = try run()
    try terminal.waitFor(question)
    terminal.type(answer)
    #expect(try terminal.ending(seconds: 60) == 0)
    let shown = try #require(terminal.shown.components(separatedBy: question).last)
    #expect(shown.contains(picture))
    #expect(!shown.contains("┤"))
    #expect(terminal.isSane)
  }

  @Test func `a terminal without pictures gets text`() throws {
    let terminal = try run()
    try terminal.waitFor(question)
    terminal.type("\u{1b}[?62;22c")
    #expect(try terminal.ending(seconds: 60) == 0)
    #expect(terminal.shown.contains("┤"))
    #expect(!terminal.shown.contains("\u{1b}]1337") && !terminal.shown.contains("\u{1b}_Ga=T"))
    // It is asked once.
    #expect(terminal.shown.components(separatedBy: question).count == 2)
  }

  @Test func `a terminal that does not answer is not waited for`() throws {
    let terminal = try run()
    try terminal.waitFor(question)
    let start = ContinuousClock.now
    let before = terminal.shown.count
    while terminal.shown.count == before, ContinuousClock.now - start < .seconds(5) {
      terminal.read(untilQuietFor: 5)
    }
    // 150 ms, and what a loaded machine adds.
    #expect(ContinuousClock.now - start < .milliseconds(400))
    #expect(try terminal.ending(seconds: 60) == 0)
    #expect(terminal.shown.contains("┤"))
  }

  @Test func `keys pressed meanwhile are kept, and answers are not taken for keys`() throws {
    let terminal = try run([])
    let deadline = ContinuousClock.now + .seconds(60)
    while !terminal.shown.contains(question) {
      try #require(ContinuousClock.now < deadline, "nothing was asked")
      terminal.type(terminal.shown.suffix(200).contains("skip") ? "s" : "\n")
      terminal.read(untilQuietFor: 100)
    }
    // What the learner types comes before, between and after the answers; the last come late.
    terminal.type("\u{1b}_Gi=31;ENOTSUPPORTED\u{1b}\\\u{1b}[?62c")
    terminal.read(untilQuietFor: 300)
    terminal.type("\u{1b}_Gi=31;OK\u{1b}\\\u{1b}P>|query\u{1b}\\\u{1b}[?62;4c")
    terminal.read(untilQuietFor: 300)
    #expect(!terminal.shown.contains("OK\u{1b}"))
    terminal.type("qq")
    #expect(try terminal.ending() == 0)
    #expect(terminal.isSane)
  }

  @Test func `in a pipe nothing is asked; behind tmux only for sixels`() throws {
    let piped = try sandbox.bash("tutor run 0 --quick --no-input")
    #expect(!piped.output.contains("\u{1b}"))
    let terminal = try run(environment: [
      "TMUX": "/tmp/tmux-0/default,1,0", "TERM": "tmux-256color",
    ])
    try terminal.waitFor("\u{1b}[c")
    terminal.type("\u{1b}[?1;2;4c")
    #expect(try terminal.ending(seconds: 60) == 0)
    #expect(!terminal.shown.contains("\u{1b}_G"))
    #expect(terminal.shown.contains("\u{1b}P"))
  }

  @Test func `a way can be forced`() throws {
    let text = try sandbox.bash("tutor run 0 --quick --no-input --plots text")
    #expect(text.output.contains("┤"))
    let kitty = try sandbox.bash("tutor run 0 --quick --no-input --plots kitty")
    #expect(kitty.output.contains("\u{1b}_Ga=T,f=100"))
  }
}
