import Foundation
import Notebook
import Words

/// Another program, run to its end without input. What it writes to standard output is nobody's business.
enum Program {
  struct Ending {
    let status: Int32
    /// What it wrote to standard error.
    let messages: String
  }

  /// - Throws: `Interrupted`, after the program was ended, too.
  static func run(_ path: String, _ arguments: [String]) throws -> Ending {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let file = FileManager.default.temporaryDirectory.appending(path: "tutor-\(UUID().uuidString)")
    try writeAtomically("", to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    process.standardError = try FileHandle(forWritingTo: file)
    try process.run()
    while process.isRunning {
      usleep(20_000)
      do {
        try Interruption.check()
      } catch {
        process.terminate()
        process.waitUntilExit()
        throw error
      }
    }
    process.waitUntilExit()
    let messages = try readText(file).trimmingCharacters(in: .whitespacesAndNewlines)
    return Ending(status: process.terminationStatus, messages: messages)
  }
}
