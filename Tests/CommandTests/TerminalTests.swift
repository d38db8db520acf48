import Foundation
import Metrics
import Testing

@Suite(.serialized) struct TerminalTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private let quick = ["run", "1", "--quick", "--plots", "none"]

  // MARK: Output

  @Test func `a reader who leaves early is no error`() throws {
    let ending = try sandbox.bash("tutor params | head -1; echo ${PIPESTATUS[0]}")
    #expect(ending.errors == "")
    #expect(["0", "141"].contains(ending.lines.last))
    #expect(ending.lines.count == 2)
  }

  @Test func `no escapes go into a pipe`() throws {
    let ending = try sandbox.bash("tutor; tutor params 5; tutor \(quick.joined(separator: " "))")
    #expect(ending.status == 0)
    #expect(!ending.output.contains("\u{1b}"))
    #expect(!ending.errors.contains("\u{1b}"))
  }

  @Test func `pages fit into a narrow window`() throws {
    let ending = try sandbox.bash(
      "export COLUMNS=40; tutor; tutor params 5; tutor \(quick.joined(separator: " "))")
    #expect(ending.status == 0)
    // The learner's own path is not broken into pieces.
    let wide = ending.lines.filter { $0.count > 40 && !$0.contains("Runs/") }
    #expect(wide == [])
  }

  @Test func `colours are used on a terminal, unless they are not wanted`() throws {
    func shown(_ environment: [String: String]) throws -> String {
      let terminal = try PseudoTerminal(sandbox, ["params", "5"], environment: environment)
      #expect(try terminal.ending() == 0)
      return terminal.shown
    }
    #expect(try shown([:]).contains("\u{1b}[1m"))
    #expect(try !shown(["NO_COLOR": "1"]).contains("\u{1b}"))
    #expect(try !shown(["TERM": "dumb"]).contains("\u{1b}"))
  }

  /// What is shown in a narrow window, which must be the same words as elsewhere, whole.
  private func expectWhole(
    _ arguments: [String], status: Int32 = 0, named path: String,
    environment: [String: String] = [:]
  ) throws {
    let command = arguments.map { "'\($0)'" }.joined(separator: " ")
    let plain = try sandbox.bash("tutor \(command) 2>&1", environment: environment)
    #expect(plain.output.contains(path), "\(plain.output)")
    let terminal = try PseudoTerminal(
      sandbox, arguments, environment: environment.merging(["NO_COLOR": "1"]) { $1 }, columns: 40)
    #expect(try terminal.ending() == status)
    let lines = terminal.shown.split(whereSeparator: \.isNewline)
    #expect(lines.contains { $0.contains(path) }, "\(terminal.shown)")
    let wide = lines.filter { $0.count > 40 && !$0.contains(path) }
    #expect(wide == [], "\(terminal.shown)")
    #expect(terminal.words == plain.words)
  }

  @Test func `in a narrow window messages break at spaces, and paths not at all`() throws {
    let folder = sandbox.folder.path
    try expectWhole(
      ["run", "1", "--params", "nowhere.yaml"], status: 64, named: "\(folder)/nowhere.yaml")
    try expectWhole(["run", "9"], status: 64, named: "`./tutor run 1`")
    try expectWhole(
      ["run", "1", "--set", "base.widht=3"], status: 64, named: "`./tutor params`")
    try expectWhole(["run", "1", "--plots", "sideways"], status: 64, named: "sideways")
    try expectWhole(["runs"], named: "\(folder)/Runs")
    try Data().write(to: sandbox.folder.appending(path: "file"))
    try expectWhole(
      ["run", "1", "--quick", "--output", "file"], status: 1, named: "\(folder)/file:")
  }

  @Test func `in a narrow window notes and the place of a run stay whole`() throws {
    try Data().write(to: sandbox.home.appending(path: "cache"))
    let terminal = try PseudoTerminal(
      sandbox, quick + ["--no-input"], environment: ["NO_COLOR": "1"], columns: 40)
    #expect(try terminal.ending(seconds: 60) == 0)
    let lines = terminal.shown.split(whereSeparator: \.isNewline)
    let run = try #require(sandbox.names("Runs").first)
    let paths = [
      "\(sandbox.home.path)/cache/tutor", "\(sandbox.folder.path)/Runs/\(run)`",
      // In a command, where a shell needs quotes.
      "\(sandbox.folder.path)/Runs/\(run)'`",
    ]
    for path in paths { #expect(lines.contains { $0.contains(path) }, "\(path)") }
    // A progress bar is drawn over itself.
    let wide = lines.filter { line in
      line.count > 40 && !line.contains("\r") && !paths.contains { line.contains($0) }
    }
    #expect(wide == [])
    #expect(terminal.words.contains("Set XDG_CACHE_HOME to a folder that can be written to."))
  }

  // MARK: Input

  @Test func `a lesson is gone through by Enter`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.goThrough()
    #expect(try terminal.ending() == 0)
    #expect(terminal.shown.contains("Next: "))
    #expect(terminal.isSane)
    let summary = try RunSummary(
      readingFrom: sandbox.folder.appending(path: "Runs/latest/summary.json"))
    #expect(summary.isComplete)
  }

  @Test(arguments: ["qq", "\u{4}"])
  func `a lesson can be left at any page`(key: String) throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.waitFor("? keys")
    terminal.type(key)
    #expect(try terminal.ending() == 0)
    #expect(terminal.isSane)
    #expect(try sandbox.tutor("runs", "--json").output.contains("\"stopped before the end\""))
  }

  @Test func `Ctrl-C at a page ends the lesson`() throws {
    let terminal = try PseudoTerminal(sandbox, quick)
    try terminal.waitFor("? keys")
    terminal.type("\u{3}")
    #expect(try terminal.ending() == 130)
    #expect(terminal.isSane)
    #expect(terminal.shown.contains("What was finished is kept"))
  }

  @Test func `Ctrl-C in the middle of a training leaves all in order`() throws {
    // Long enough that it is still training when the key is pressed.
    let terminal = try PseudoTerminal(
      sandbox, ["sample", "--model", "base", "--prompt", "x", "--set", "base.epochs=100"])
    try terminal.waitFor("loss")
    terminal.type("\u{3}")
    #expect(try terminal.ending(seconds: 10) == 130)
    #expect(terminal.isSane)
    #expect(terminal.shown.contains("Stopping at the next step"))
    // No half of a model is kept, and the next run goes well.
    let kept = try? FileManager.default.contentsOfDirectory(
      atPath: sandbox.home.appending(path: "cache/tutor").path)
    #expect(kept ?? [] == [])
    #expect(try sandbox.bash("tutor \(quick.joined(separator: " "))").status == 0)
  }

  @Test func `a second Ctrl-C ends at once, with the terminal as it was`() throws {
    let terminal = try PseudoTerminal(
      sandbox, ["run", "1", "--plots", "none", "--set", "base.epochs=100"])
    try terminal.waitFor("? keys")
    terminal.type("\u{3}\u{3}")
    #expect(try terminal.ending() == 130)
    #expect(terminal.isSane)
  }
}
