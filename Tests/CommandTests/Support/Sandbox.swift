import Foundation
import Testing

/// The folder of the project.
let projectRoot = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../..").standardizedFileURL

/// The program, which is built beside the tests.
let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
  .deletingLastPathComponent().appending(path: "tutor")

/// How a program ended, and what it wrote.
struct Ending {
  var status: Int32
  var output: String
  var errors: String

  /// The output, however its lines are broken.
  var words: String { output.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// A person's computer: a home and a current folder of their own, gone when the test ends.
final class Sandbox {
  let home: URL
  /// The current folder.
  let folder: URL

  init() throws {
    home = FileManager.default.temporaryDirectory.appending(path: "command-\(UUID().uuidString)")
    // A space in the path is nothing special.
    folder = home.appending(path: "my course")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: home) }

  var environment: [String: String] {
    [
      "HOME": home.path, "XDG_CACHE_HOME": home.appending(path: "cache").path,
      "XDG_DATA_HOME": home.appending(path: "share").path, "TUTOR_ROOT": projectRoot.path,
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "COLUMNS": "80",
      "LANG": "C.UTF-8",
    ]
  }

  /// Runs `tutor`, without input, to its end.
  func tutor(_ arguments: String..., environment: [String: String] = [:]) throws -> Ending {
    try run(program.path, arguments, environment: environment)
  }

  /// Runs lines of bash, in which `tutor` is the program.
  func bash(_ script: String, environment: [String: String] = [:]) throws -> Ending {
    try run(
      "/bin/bash", ["-c", "tutor() { '\(program.path)' \"$@\"; }\n\(script)"],
      environment: environment)
  }

  private func run(
    _ executable: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Ending {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = self.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes, which fill up.
    let (output, errors) = (try makeFile(), try makeFile())
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.runWithSignals()
    try wait(for: process)
    return Ending(
      status: process.terminationStatus, output: try text(of: output), errors: try text(of: errors))
  }

  private func makeFile() throws -> URL {
    let file = home.appending(path: "\(UUID().uuidString).txt")
    try Data().write(to: file)
    return file
  }

  private func text(of file: URL) throws -> String {
    try String(contentsOf: file, encoding: .utf8)
  }

  /// The names of what is in a folder below the current one; none if it is not there.
  func names(_ path: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: path).path)
    return (names ?? []).sorted()
  }

  func read(_ path: String) throws -> String { try text(of: folder.appending(path: path)) }

  /// A copy of what the program reads of the project, for a test to damage.
  func copyOfProject() throws -> URL {
    let copy = home.appending(path: "clone")
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    for name in ["Package.swift", "Lessons", "Data"] {
      try FileManager.default.copyItem(
        at: projectRoot.appending(path: name), to: copy.appending(path: name))
    }
    // Lessons quote them.
    try FileManager.default.createSymbolicLink(
      at: copy.appending(path: "Sources"),
      withDestinationURL: projectRoot.appending(path: "Sources"))
    return copy
  }
}

extension Process {
  /// Starts a program that signals reach: it inherits those that are blocked, and the threads that run tests
  /// block them all.
  func runWithSignals() throws {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
  }
}

/// Waits for a program to end; one that hangs is killed, so that the other tests can run.
func wait(for process: Process, seconds: Double = 60) throws {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while process.isRunning {
    if ContinuousClock.now > deadline {
      kill(process.processIdentifier, SIGKILL)
      Issue.record("\(process.arguments ?? []) did not end within \(seconds) s")
      break
    }
    usleep(5000)
  }
  process.waitUntilExit()
}

/// What makes a run small: options of `tutor run` and of `tutor sample`.
let tinySettings = [
  "world.webDocuments=200", "world.validationDocuments=40", "base.width=32", "base.layers=1",
  "base.epochs=1",
].flatMap { ["--set", $0] }.joined(separator: " ")
