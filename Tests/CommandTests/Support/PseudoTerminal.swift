import Foundation
import Testing

/// A program on a terminal of its own, with somebody who reads and types.
final class PseudoTerminal {
  private let master: Int32
  /// The program's end. It is kept open, so that its settings can be read when the program has ended.
  private let slave: Int32
  private let process = Process()
  /// Everything that was shown so far.
  private(set) var shown = ""
  private var undecoded = Data()

  /// What was shown, however its lines are broken.
  var words: String { shown.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  /// Starts `tutor`, or another program, as a shell in that terminal would.
  init(
    _ sandbox: Sandbox, _ arguments: [String], environment: [String: String] = [:],
    columns: UInt16 = 80, program: URL = program
  ) throws {
    var ends: (master: Int32, slave: Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&ends.master, &ends.slave, nil, nil, &size) == 0)
    (master, slave) = ends
    for end in [master, slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // `setsid` makes it the controlling terminal, so that Ctrl-C sends a signal.
    process.executableURL = URL(filePath: "/usr/bin/setsid")
    process.arguments = ["--ctty", "--wait", program.path] + arguments
    process.currentDirectoryURL = sandbox.folder
    process.environment = sandbox.environment.merging(["TERM": "xterm-256color"]) { $1 }
      .merging(environment) { $1 }
    let handle = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
    process.standardInput = handle
    process.standardOutput = handle
    process.standardError = handle
    try process.runWithSignals()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    close(master)
    close(slave)
  }

  func type(_ keys: String) {
    _ = Array(keys.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
  }

  /// Gives the window another width, of which the program hears by a signal.
  func resize(columns: UInt16) {
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Forgets what was shown.
  func clear() {
    read(untilQuietFor: 50)
    undecoded = Data()
    shown = ""
  }

  /// Reads what is shown until nothing has come for so many milliseconds; false if nothing came.
  @discardableResult
  func read(untilQuietFor limit: Int32 = 100) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var hasRead = false
    while true {
      var request = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, limit) > 0 else { return hasRead }
      let count = Foundation.read(master, &buffer, buffer.count)
      guard count > 0 else { return hasRead }
      hasRead = true
      undecoded += buffer[0..<count]
      shown = String(decoding: undecoded, as: UTF8.self)
    }
  }

  /// Reads until a text is shown.
  func waitFor(_ text: String, seconds: Double = 30) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !shown.contains(text) {
      try #require(ContinuousClock.now < deadline, "\"\(text)\" was not shown, but: \(shown)")
      try #require(process.isRunning || read(), "it ended before \"\(text)\", with: \(shown)")
      read(untilQuietFor: 20)
    }
  }

  /// What stands in the line that was written last, without escape sequences.
  var lastLine: String {
    let line = shown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).last ?? ""
    return String(line).replacing(/\u{1B}\[[0-9;?]*[a-zA-Z]/, with: "")
  }

  /// Whether the program waits for a key or a line.
  var isWaiting: Bool { lastLine.hasPrefix("> ") || lastLine.contains("? keys") }

  /// Reads until the program waits for the learner.
  func waitForStop(seconds: Double = 60) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    repeat {
      try #require(ContinuousClock.now < deadline, "it does not stop: \(shown.suffix(2000))")
      try #require(process.isRunning || read(), "it ended: \(shown.suffix(2000))")
      read(untilQuietFor: 30)
    } while !isWaiting
  }

  /// Goes on by Enter, and passes over questions, until a text is shown, such as that of a training, which does not
  /// wait.
  func goOn(to text: String, seconds: Double = 120) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !shown.contains(text) {
      try #require(ContinuousClock.now < deadline, "\(shown.suffix(1000))")
      read(untilQuietFor: 20)
      guard isWaiting, !shown.contains(text) else { continue }
      let line = lastLine.trimmingCharacters(in: .whitespaces)
      type(line == ">" || !line.hasPrefix(">") ? "\r" : "s")
    }
  }

  /// Answers whatever is asked until the program ends: passes over questions, types a text and then Enter
  /// alone; where nothing is asked, Enter.
  func goThrough(seconds: Double = 240) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var texts = ["a", ""][...]
    while process.isRunning {
      try #require(ContinuousClock.now < deadline, "the lesson does not end: \(shown.suffix(2000))")
      guard read(untilQuietFor: 30) || isWaiting, isWaiting else { continue }
      let isText = lastLine.trimmingCharacters(in: .whitespaces) == ">"
      if !isText || texts.isEmpty { texts = ["a", ""] }
      type(isText ? "\(texts.removeFirst())\r" : lastLine.hasPrefix("> ") ? "s" : "\r")
      read(untilQuietFor: 30)
    }
    read()
  }

  /// Waits for the end of the program.
  func ending(seconds: Double = 30) throws -> Int32 {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while process.isRunning {
      read(untilQuietFor: 10)
      try #require(ContinuousClock.now < deadline, "it did not end: \(shown.suffix(2000))")
    }
    read()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Kills the program, which can do nothing about it.
  func killHard() throws {
    try send(SIGKILL)
    _ = try ending()
  }

  func send(_ signal: Int32) throws { kill(try programIdentifier, signal) }

  /// The same to the program that a shell in the terminal has started.
  func sendToChild(_ signal: Int32) throws {
    let child = try child(of: programIdentifier)
    kill(try #require(child), signal)
  }

  private var programIdentifier: pid_t {
    get throws {
      // `setsid` has started the program, or has become it.
      try child(of: process.processIdentifier) ?? process.processIdentifier
    }
  }

  private func child(of parent: pid_t) throws -> pid_t? {
    let children = try String(
      contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
    return children.split(separator: " ").first.flatMap { pid_t($0) }
  }

  /// Lets the program write no file of more bytes from now on, as if the disk were full.
  func limitFiles(to bytes: String) throws {
    let limiting = try Process.run(
      URL(filePath: "/usr/bin/env"),
      arguments: ["prlimit", "--pid", "\(programIdentifier)", "--fsize=\(bytes):unlimited"])
    limiting.waitUntilExit()
    #expect(limiting.terminationStatus == 0)
  }

  /// Whether lines are edited and keys echoed, as a shell expects to find its terminal.
  var isSane: Bool {
    var settings = termios()
    tcgetattr(slave, &settings)
    let flags = tcflag_t(ICANON | ECHO | ISIG)
    return settings.c_lflag & flags == flags
  }
}
