import Foundation
import Notebook
import Words

/// Another program, started without input. What it writes to standard output is nobody's business.
final class ChildProgram {
  private let process = Process()
  private let errorFile: URL

  /// This program once more. It's found when the first is started: a file that is built anew meanwhile has
  /// another place in /proc.
  private static let tutor = ProjectRoot.executable.path

  /// - Throws: `Failure` if it cannot be started.
  init(_ path: String, _ arguments: [String]) throws {
    errorFile = FileManager.default.temporaryDirectory
      .appending(path: temporaryName(for: "tutor-errors-\(UUID().uuidString)"))
    try writeAtomically("", to: errorFile)
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    do {
      process.standardError = try FileHandle(forWritingTo: errorFile)
      try process.run()
    } catch {
      throw Failure("program-not-started", ["reason": reason(of: error)], at: path)
    }
  }

  /// Starts this program once more.
  convenience init(tutor arguments: [String]) throws {
    // `setpriv` has the system end it with this program, even if that is killed.
    let keeper = "/usr/bin/setpriv"
    if FileManager.default.isExecutableFile(atPath: keeper) {
      try self.init(keeper, ["--pdeathsig", "TERM", ChildProgram.tutor] + arguments)
    } else {
      try self.init(ChildProgram.tutor, arguments)
    }
  }

  deinit { try? FileManager.default.removeItem(at: errorFile) }

  var isRunning: Bool { process.isRunning }

  /// Once it has ended: 0 where all went well.
  var status: Int32 {
    process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  /// What it wrote to standard error.
  var messages: String {
    ((try? readText(errorFile)) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The last that it said, if it has failed: its error, and what helps.
  private(set) lazy var complaint: String? = {
    guard status != 0 else { return nil }
    let lines = messages.split(separator: "\n")
    let start = lines.lastIndex { $0.hasPrefix("Error:") } ?? max(0, lines.count - 2)
    return lines.isEmpty
      ? Messages.text("sweep.no-words", ["code": "\(status)"])
      : lines[start...].joined(separator: "\n")
  }()

  /// Waits until it has ended.
  ///
  /// - Throws: `Interrupted`, after it has stopped, too.
  func wait() throws {
    do {
      while isRunning {
        try Interruption.check()
        usleep(20_000)
      }
    } catch {
      ChildProgram.stop([self])
      throw error
    }
  }

  /// Asks programs to stop, and waits until all have kept what they can.
  static func stop(_ children: [ChildProgram]) {
    for child in children { child.process.interrupt() }
    for child in children { child.process.waitUntilExit() }
  }
}
