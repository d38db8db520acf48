import Foundation
import Words

/// What another program said before it ended.
struct ChildProcess {
  let status: Int32
  let output: String
  let messages: String

  /// Runs a program to its end. Nothing passes through a shell.
  ///
  /// - Parameters:
  ///   - folder: the program's working folder, where its output is kept meanwhile.
  ///   - check: is called again and again until the program ends. It is ended if this throws.
  /// - Throws: `Failure` if the program cannot be started, or its output not be kept; what `check` throws.
  init(
    _ executable: URL, _ arguments: [String], in folder: URL, check: () throws -> Void = {}
  ) throws {
    // Files, not pipes: however much is written, nobody waits for the other.
    let files = ["stdout", "stderr"].map { folder.appending(path: $0) }
    for file in files {
      try writeAtomically("", to: file)
    }
    let process = Process()
    // `setpriv` has the system end the program with this one, even if that is killed.
    let keeper = "/usr/bin/setpriv"
    let isKept = FileManager.default.isExecutableFile(atPath: keeper)
    process.executableURL = isKept ? URL(filePath: keeper) : executable
    process.arguments = (isKept ? ["--pdeathsig", "KILL", executable.path] : []) + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    do {
      process.standardOutput = try FileHandle(forWritingTo: files[0])
      process.standardError = try FileHandle(forWritingTo: files[1])
      try process.run()
    } catch {
      throw Failure("program-not-started", ["reason": reason(of: error)], at: executable.path)
    }
    do {
      while process.isRunning {
        try check()
        usleep(2000)
      }
    } catch {
      // Ctrl-C does not reach it: Foundation gives it a process group of its own. All that it writes is temporary.
      let child = process.processIdentifier
      if kill(-child, SIGKILL) != 0 { kill(child, SIGKILL) }
      process.waitUntilExit()
      throw error
    }
    process.waitUntilExit()
    // A program ended by a signal has failed, whatever the signal's number.
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    output = try readText(files[0])
    messages = try readText(files[1]).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
