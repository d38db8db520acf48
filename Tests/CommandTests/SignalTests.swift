import Foundation
import Testing

/// Signals at every place where a program can be: it ends as a shell expects, with the terminal as it was.
@Suite(.serialized) struct SignalTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// Those that end the program: the signal, the key that sends it, the exit code.
  private static let endings: [(signal: Int32, key: String?)] = [
    (SIGINT, "\u{3}"), (SIGQUIT, "\u{1C}"), (SIGTERM, nil), (SIGHUP, nil),
  ]

  private func end(
    _ terminal: PseudoTerminal, by ending: (signal: Int32, key: String?)
  ) throws {
    if let key = ending.key { terminal.type(key) } else { try terminal.send(ending.signal) }
    #expect(try terminal.ending(seconds: 10) == 128 + ending.signal)
    #expect(terminal.isSane)
    #expect(!terminal.shown.contains("Backtrac"))
  }

  private func expectUsableRun(_ name: String) throws {
    #expect(try sandbox.tutor("runs").output.contains(name))
    #expect(sandbox.names("Runs/latest").contains("summary.json"))
    #expect(!sandbox.names("Runs/latest").contains { $0.hasSuffix(".tmp") })
  }

  @Test(arguments: endings.indices) func `at a page`(place: Int) throws {
    let terminal = try PseudoTerminal(sandbox, ["run", "5", "--quick", "--plots", "none"])
    try terminal.waitForStop()
    #expect(!terminal.isSane)
    try end(terminal, by: Self.endings[place])
    try expectUsableRun("5-ppo-with-kl")
  }

  @Test(arguments: endings.indices) func `at the prompt of a chat`(place: Int) throws {
    let terminal = try PseudoTerminal(sandbox, ["chat", "--quick", "--model", "base"])
    try terminal.waitFor("/help", seconds: 60)
    terminal.read(untilQuietFor: 200)
    #expect(!terminal.isSane)
    try end(terminal, by: Self.endings[place])
  }

  @Test(arguments: endings.indices) func `in a training`(place: Int) throws {
    let terminal = try PseudoTerminal(
      sandbox,
      ["run", "0", "--quick", "--plots", "none", "--no-input", "--set", "base.epochs=50"])
    try terminal.waitFor("base model", seconds: 60)
    try end(terminal, by: Self.endings[place])
    try expectUsableRun("0-toy-transformer")
  }

  @Test func `however it was stopped, keys do not echo once it goes on`() throws {
    let shell = try PseudoTerminal(
      sandbox, ["--norc", "-i"], environment: ["PS1": "ready% ", "tutor": program.path],
      program: URL(filePath: "/bin/bash"))
    try shell.waitFor("ready% ")
    shell.type("\"$tutor\" run 5 --quick --plots none\r")
    try shell.waitForStop()
    for stop in ["key", "signal"] {
      shell.clear()
      if stop == "key" { shell.type("\u{1A}") } else { try shell.sendToChild(SIGSTOP) }
      try shell.waitFor("Stopped")
      shell.read(untilQuietFor: 200)
      shell.type("stty icanon echo; fg\r")
      try shell.waitForStop()
      #expect(!shell.isSane, "stopped by a \(stop)")
    }
    shell.type("qq")
    try shell.waitFor("ready% ")
  }

  /// A gnuplot that never comes to its end, and writes down its number.
  private func slowGnuplot() throws -> (path: String, pid: URL) {
    let pid = sandbox.home.appending(path: "pid")
    let gnuplot = sandbox.folder.appending(path: "bin/gnuplot")
    try FileManager.default.createDirectory(
      at: gnuplot.deletingLastPathComponent(), withIntermediateDirectories: true)
    try "#!/bin/sh\necho $$ >'\(pid.path).new'\nmv '\(pid.path).new' '\(pid.path)'\nexec sleep 60\n"
      .write(to: gnuplot, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: gnuplot.path)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return (gnuplot.deletingLastPathComponent().path + ":" + path, pid)
  }

  @Test(arguments: [SIGINT, SIGKILL])
  func `gnuplot is ended with the program that waits for it`(signal: Int32) throws {
    let (path, file) = try slowGnuplot()
    let terminal = try PseudoTerminal(
      sandbox, ["run", "0", "--quick", "--no-input", "--plots", "files"],
      environment: ["PATH": path])
    let deadline = ContinuousClock.now + .seconds(30)
    while !FileManager.default.fileExists(atPath: file.path), ContinuousClock.now < deadline {
      terminal.read(untilQuietFor: 20)
    }
    let gnuplot = try #require(
      pid_t(String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .newlines)))
    let start = ContinuousClock.now
    if signal == SIGINT { terminal.type("\u{3}") } else { try terminal.send(signal) }
    let code = try terminal.ending(seconds: 10)
    if signal == SIGINT { #expect(code == 128 + SIGINT) }
    usleep(200_000)
    // Who has ended but was not asked for its end (Z) is still listed.
    let status = try? String(contentsOfFile: "/proc/\(gnuplot)/stat", encoding: .utf8)
    #expect(status?.contains(") Z") ?? true, "gnuplot goes on")
    #expect(ContinuousClock.now - start < .seconds(5))
    if signal == SIGINT { try expectUsableRun("0-toy-transformer") }
  }
}
