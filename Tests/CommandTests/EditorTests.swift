import Foundation
import Testing

/// `tutor params 5 --edit`, with a script for an editor.
@Suite(.serialized) struct EditorTests {
  private let sandbox: Sandbox
  private let root: URL
  private let script: URL

  init() throws {
    sandbox = try Sandbox()
    root = try sandbox.copyOfProject()
    script = sandbox.folder.appending(path: "editor")
  }

  private var own: String {
    get throws {
      try String(
        contentsOf: root.appending(
          path: "Lessons/5-ppo-with-kl/hyperparameters.local.yaml"), encoding: .utf8)
    }
  }

  private func edit(
    _ lines: String, environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    try "#!/bin/sh\n\(lines)\n".write(to: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: script.path)
    let standard = ["TUTOR_ROOT": root.path, "EDITOR": "'\(script.path)' --wait", "VISUAL": ""]
    return try PseudoTerminal(
      sandbox, ["params", "5", "--edit"], environment: standard.merging(environment) { $1 })
  }

  @Test func `without room for the own file nothing is left of it`() throws {
    let ending = try sandbox.bash(
      "{ (ulimit -f 0; tutor params 5 --edit) 2>&1; echo \"exit code $?\"; } | cat",
      environment: ["TUTOR_ROOT": root.path])
    #expect(ending.output.contains("files may not become as large here"))
    #expect(ending.output.hasSuffix("exit code 1\n"))
    let folder = root.appending(path: "Lessons/5-ppo-with-kl").path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!names.contains { $0.contains("local") })
  }

  /// Puts what is typed in place of the number of iterations.
  private let asksForIterations = """
    echo "the screen of an editor with $1"
    read -r count </dev/tty
    sed -i "s/iterations: 60/iterations: $count/" "$2"
    """

  @Test func `the editor has the terminal, and what it wrote is used`() throws {
    let terminal = try edit(asksForIterations)
    try terminal.waitFor("the screen of an editor with --wait")
    terminal.type("7\n")
    #expect(try terminal.ending() == 0)
    #expect(terminal.shown.contains("Lessons now take your values"))
    #expect(try own.contains("iterations: 7  #"))
  }

  @Test func `a wrong value is told as soon as the editor is closed, and the file is kept`() throws
  {
    let terminal = try edit(asksForIterations)
    try terminal.waitFor("the screen of an editor")
    terminal.type("many\n")
    #expect(try terminal.ending() == 64)
    let line = try #require(
      own.components(separatedBy: "\n").firstIndex { $0.contains("iterations: many") })
    let words = terminal.words
    #expect(words.contains("hyperparameters.local.yaml, line \(line + 1)"))
    #expect(words.contains("ppo.iterations is \"many\""))
    #expect(words.contains("whole number, from 1 to"))
    #expect(words.contains("./tutor params 5 --edit"))
  }

  @Test func `Ctrl-C is the editor's while it is open`() throws {
    let terminal = try edit(
      """
      trap 'echo not so fast' INT
      echo ready
      until read -r answer; do :; done
      echo "told: $answer"
      """)
    try terminal.waitFor("ready")
    terminal.type("\u{3}")
    try terminal.waitFor("not so fast")
    terminal.type("done\n")
    #expect(try terminal.ending() == 0)
    #expect(terminal.shown.contains("told: done"))
    #expect(!terminal.shown.contains("Stopping"))
  }

  @Test func `an editor that ends by Ctrl-C ends the command`() throws {
    let terminal = try edit("echo ready\nread -r answer")
    try terminal.waitFor("ready")
    terminal.type("\u{3}")
    #expect(try terminal.ending() == 130)
  }

  @Test(arguments: [("exit 3", "ended with code 3"), ("kill -9 $$", "ended with code 137")])
  func `an editor that fails is told`(lines: String, words: String) throws {
    let terminal = try edit(lines)
    #expect(try terminal.ending() == 64)
    #expect(terminal.words.contains(words))
    #expect(terminal.words.contains("hyperparameters.local.yaml"))
  }

  @Test func `VISUAL is for terminals that can move the cursor`() throws {
    let visual = ["VISUAL": "echo visual"]
    let terminal = try edit("echo plain", environment: visual)
    #expect(try terminal.ending() == 0)
    #expect(terminal.shown.hasPrefix("visual "))
    let dumb = try edit("echo plain", environment: visual.merging(["TERM": "dumb"]) { $1 })
    #expect(try dumb.ending() == 0)
    #expect(dumb.shown.hasPrefix("plain"))
  }

  @Test func `without EDITOR it is vi, and without that one is told where the file is`() throws {
    let vi = sandbox.home.appending(path: "bin/vi")
    try FileManager.default.createDirectory(
      at: vi.deletingLastPathComponent(), withIntermediateDirectories: true)
    let environment = ["EDITOR": "", "PATH": vi.deletingLastPathComponent().path]
    let without = try edit("", environment: environment)
    #expect(try without.ending() == 0)
    #expect(without.words.contains("hyperparameters.local.yaml; open it in an editor."))
    try "#!/bin/sh\necho this is vi\n".write(to: vi, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: vi.path)
    let terminal = try edit("", environment: environment)
    #expect(try terminal.ending() == 0)
    #expect(terminal.shown.hasPrefix("this is vi"))
  }
}
