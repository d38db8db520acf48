import Foundation
import Words

/// This program, started once more.
final class ProgramChild {
  /// Found when the first is started: a file that is built anew meanwhile has another place in /proc.
  private static let program = ProjectRoot.executable.path

  private let process = Process()
  private let messages: URL

  /// - Throws: what Foundation throws if it cannot be started; `Failure`.
  init(_ arguments: [String]) throws {
    messages = FileManager.default.temporaryDirectory.appending(path: "tutor-\(UUID().uuidString)")
    try writeAtomically("", to: messages)
    let program = ProgramChild.program
    // `setpriv` has the system end it with this program, even if that is killed.
    let keeper = "/usr/bin/setpriv"
    let hasKeeper = FileManager.default.isExecutableFile(atPath: keeper)
    process.executableURL = URL(filePath: hasKeeper ? keeper : program)
    process.arguments = (hasKeeper ? ["--pdeathsig", "TERM", program] : []) + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: messages)
    try process.run()
  }

  deinit { try? FileManager.default.removeItem(at: messages) }

  var isRunning: Bool { process.isRunning }

  /// Asks programs to stop, and waits until all have kept what they can.
  static func stop(_ children: [ProgramChild]) {
    for child in children { child.process.interrupt() }
    for child in children { child.process.waitUntilExit() }
  }

  /// The last that it said, if it has failed: its error, and what helps.
  private(set) lazy var complaint: String? = {
    guard process.terminationReason != .exit || process.terminationStatus != 0 else { return nil }
    let text = (try? readText(messages)) ?? ""
    let lines = text.split(separator: "\n").suffix(2).joined(separator: " ")
    return lines.isEmpty
      ? Messages.text("sweep.no-words", ["code": "\(process.terminationStatus)"]) : lines
  }()
}
