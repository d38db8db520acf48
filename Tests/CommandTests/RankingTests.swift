import Foundation
import Testing

/// Lesson 4 on a terminal: what somebody has ranked is never lost.
@Suite(.serialized) struct RankingTests {
  private let sandbox: Sandbox
  private let own: URL

  init() throws {
    sandbox = try Sandbox()
    own = sandbox.home.appending(path: "share/tutor/rankings.jsonl")
    try FileManager.default.createDirectory(
      at: own.deletingLastPathComponent(), withIntermediateDirectories: true)
  }

  private let tiny =
    tinySettings.split(separator: " ").map(String.init)
    + ["--set", "sft.epochs=1", "--set", "rewardModel.rankedPrompts=20"]

  /// Goes to the first set that is to be ranked.
  private func comeToRank(_ options: [String]) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(sandbox, ["run", "4", "--plots", "none"] + options)
    try terminal.goOn(to: "Best first")
    try terminal.waitForStop()
    return terminal
  }

  /// Ranks it, and leaves at the second.
  private func rankOne(_ terminal: PseudoTerminal) throws {
    terminal.clear()
    terminal.type("1234\r")
    try terminal.waitFor("> 1234\r\n")
    try terminal.goOn(to: "Best first")
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
  }

  private func lines(_ file: URL) throws -> [Substring] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
  }

  private var spare: URL { sandbox.folder.appending(path: "Runs/latest/rankings.jsonl") }

  @Test func `what is ranked is kept at once`() throws {
    try rankOne(comeToRank(tiny))
    #expect(try lines(own).count == 1)
    #expect(!FileManager.default.fileExists(atPath: spare.path))
  }

  @Test func `of a quick run it is said that no ranking is kept, and none is`() throws {
    let terminal = try comeToRank(["--quick"])
    #expect(terminal.words.contains("This is a quick run, whose model writes gibberish."))
    try rankOne(terminal)
    #expect(!FileManager.default.fileExists(atPath: own.path))
  }

  @Test func `a damaged file is told before anybody ranks, and the run keeps the ranking`() throws {
    try "{\"prompt\"\n".write(to: own, atomically: true, encoding: .utf8)
    let terminal = try comeToRank(tiny)
    #expect(terminal.words.contains("Your rankings can't be kept"))
    try rankOne(terminal)
    let kept = try lines(spare)
    #expect(kept.count == 1)
    #expect(try lines(own).count == 1, "the damaged file was changed")
    // What the page says adds them when the file is mended.
    let transcript = try sandbox.read("Runs/latest/transcript.md")
    let command = try #require(transcript.firstMatch(of: /`(cat '.+' >> '.+')`/)?.1)
    #expect(try sandbox.bash("sed -i 1d '\(own.path)'\n\(command)").status == 0)
    #expect(try lines(own) == kept)
  }

  @Test func `a disk that gets full while somebody ranks loses nothing`() throws {
    let line =
      #"{"prompt": "a ?", "completions": ["the dax eats figs .", "no ."], "ranks": [1, 2], "#
      + #""labeler": "learner"}"# + "\n"
    try String(repeating: line, count: 500).write(to: own, atomically: true, encoding: .utf8)
    let terminal = try comeToRank(tiny)
    #expect(!terminal.words.contains("Your rankings can't be kept"))
    try terminal.limitFiles(to: "32768")
    terminal.clear()
    terminal.type("1234\r")
    try terminal.goOn(to: "Your rankings can't be kept")
    try terminal.waitForStop()
    terminal.type("\u{4}")
    #expect(try terminal.ending() == 0)
    #expect(try lines(own).count == 500)
    #expect(try lines(spare).count == 1)
  }

  @Test func `a label that cannot be kept is kept once there is room`() throws {
    let terminal = try PseudoTerminal(sandbox, ["label", "--quick", "--name", "ada"])
    try terminal.waitFor("(1 of 20", seconds: 60)
    try terminal.waitForStop()
    try terminal.limitFiles(to: "100")
    terminal.type("1234\n")
    try terminal.waitFor("press Enter to try once more")
    let file = sandbox.home.appending(path: "share/tutor/labels/ada.jsonl")
    #expect(try lines(file).count == 1)
    try terminal.limitFiles(to: "unlimited")
    terminal.type("\n")
    try terminal.waitFor("(2 of 20")
    terminal.type("q")
    #expect(try terminal.ending() == 0)
    #expect(try lines(file).count == 2)
  }
}
