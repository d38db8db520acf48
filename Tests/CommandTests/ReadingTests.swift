import Foundation
import Metrics
import Testing

/// The keyboard of a page, the place that is kept, and the knobs.
@Suite(.serialized) struct ReadingTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private let quick = ["run", "5", "--quick", "--plots", "none"]

  /// Goes on until a text is shown.
  private func goOn(_ terminal: PseudoTerminal, to text: String) throws {
    for _ in 0..<30 where !terminal.shown.contains(text) {
      try terminal.waitForStop()
      terminal.type("\r")
      terminal.read(untilQuietFor: 300)
    }
    try terminal.waitFor(text)
  }

  @Test func `a screen holds what the window holds, and b and arrows turn`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.waitForStop()
    let first = terminal.shown.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(first.count <= 24)
    terminal.type("\r")
    try terminal.waitFor("which has words of its own")
    terminal.type("\u{1B}[D")
    try terminal.waitFor("screen 1 of 2")
    terminal.type("\u{1B}[C")
    terminal.read(untilQuietFor: 300)
    terminal.type("bb")
    try terminal.waitFor("This is the first screen")
  }

  @Test func `a stray key loses nothing, and is answered`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.waitForStop()
    for (keys, answer) in [
      ("x", "x does nothing here"), ("h", "Hints are at questions"), ("p", "No plot was shown"),
      ("c", "No code was shown"), ("q", "Leave? Your place is kept"),
      ("n", "Enter goes on"), ("\u{1B}[200~quit and quit\u{1B}[201~", "Pasted text does nothing"),
      ("\u{1B}[15~", "This key does nothing here"), ("?", "shows the library code"),
    ] {
      terminal.type(keys)
      try terminal.waitFor(answer)
    }
    terminal.type("qq")
    #expect(try terminal.ending() == 0)
    #expect(terminal.isSane)
  }

  @Test func `g explains a word, c shows the code behind a call`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.waitForStop()
    terminal.type("g")
    try terminal.waitFor("Which word?")
    terminal.type("reward hacking\r")
    try terminal.waitFor("over-optimization")
    try goOn(terminal, to: "PPOLesson.swift")
    try terminal.waitForStop()
    terminal.type("c")
    try terminal.waitFor("Rollout.swift")
    terminal.type("1")
    try terminal.waitFor("package struct PPOModels")
  }

  @Test func `after kill -9 the lesson goes on where it was, without training again`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try goOn(terminal, to: "network")
    try goOn(terminal, to: "page 3 of")
    try terminal.killHard()
    #expect(try sandbox.tutor().output.contains("page 3"))
    let run = try sandbox.tutor("runs", "--json").output

    let again = try PseudoTerminal(sandbox, quick)
    try again.waitFor("You left this lesson on page 3 of")
    again.type("\r")
    try again.waitFor("Policy and reference are the same network now")
    #expect(again.shown.contains("page 3 of"))
    #expect(!again.shown.contains("page 2 of"))
    #expect(
      try sandbox.tutor("runs", "--json").output.components(separatedBy: "\"name\"").count
        == run.components(separatedBy: "\"name\"").count)
    again.type("\u{4}")
    #expect(try again.ending() == 0)
    #expect(again.isSane)

    #expect(try sandbox.tutor("reset", "5").output.contains("lesson 5"))
    #expect(try !sandbox.tutor().output.contains("page 3"))
  }

  @Test func `with other settings a lesson begins anew, and says how to go on`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try goOn(terminal, to: "page 2 of")
    try goOn(terminal, to: "network")
    try terminal.killHard()
    let other = try PseudoTerminal(sandbox, quick + ["--set", "ppo.klCoefficient=0.2"])
    try other.waitFor("with other settings")
    try other.waitFor("page 1 of")
    try other.killHard()
  }

  @Test func `arrows pull the leash while a policy trains, and the run can be repeated`() throws {
    let settings = ["--quick", "--plots", "none", "--set", "overOptimization.iterations=40"]
    let terminal = try PseudoTerminal(sandbox, ["run", "5"] + settings)
    try terminal.goOn(to: "longer leash")
    terminal.type("\u{1B}[C\u{1B}[C")
    try terminal.waitForStop()
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
    let summary = try RunSummary(
      readingFrom: sandbox.folder.appending(path: "Runs/latest/summary.json"))
    let note = try #require(summary.notes.first { $0.contains("overOptimization.leash") })
    let leash = try #require(note.firstMatch(of: /overOptimization\.leash=\[[^\]]*\]/)).output

    let again = try sandbox.bash(
      "tutor run 5 --no-input \(settings.joined(separator: " ")) --set '\(leash)'")
    #expect(again.status == 0)
    let repeated = try RunSummary(
      readingFrom: sandbox.folder.appending(path: "Runs/latest/summary.json"))
    let name = "sweep/own/proxy_gain"
    #expect(repeated.results[name]?.isMeasured == true)
    #expect(repeated.results[name] == summary.results[name])
  }

  @Test func `a damaged place is set aside`() throws {
    let file = sandbox.home.appending(path: ".local/state/tutor/progress.json")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("{ no".utf8).write(to: file)
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.waitFor("set aside")
    try terminal.waitFor("page 1 of")
    try terminal.killHard()
    let aside = file.deletingLastPathComponent().appending(path: "progress.damaged.json")
    #expect(try Data(contentsOf: aside) == Data("{ no".utf8))
  }

  @Test func `a knob is turned on a page, beside the run as it is`() throws {
    let terminal = try PseudoTerminal(sandbox, ["run", "5", "--quick"])
    try terminal.waitForStop()
    terminal.type("k")
    try terminal.waitFor("Which one?")
    terminal.type("xyzzy\r")
    try terminal.waitFor("There is no \"xyzzy\"")
    terminal.type("klCoefficient\r")
    try terminal.waitFor("the price of straying")
    terminal.type("9999\r")
    try terminal.waitFor("from 0 to 100")
    terminal.type("0.1\r")
    try terminal.waitFor("klCoefficient is 0.1 already")
    terminal.type("1.6\r")
    try terminal.waitFor("What do you expect?", seconds: 60)
    terminal.type("less reward\r")
    try goOn(terminal, to: "You expected")
    try terminal.waitForStop()
    let words = terminal.words
    #expect(words.contains("ppo/gold"))
    #expect(words.contains("changed: 1.6"))
    // The page comes back.
    terminal.clear()
    for _ in 0..<6 where !terminal.shown.contains("page 1 of") {
      terminal.type("\r")
      try terminal.waitForStop()
    }
    #expect(terminal.shown.contains("page 1 of"))
    terminal.type("qq")
    #expect(try terminal.ending() == 0)
    let plots = sandbox.folder.appending(path: "Runs/latest/plots")
    #expect(
      FileManager.default.fileExists(
        atPath: plots.appending(path: "tried-ppo.klCoefficient.png").path))
  }
}
