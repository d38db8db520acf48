import Foundation
import Notebook
import Words

/// Another program, started without input. What it writes to standard output is nobody's business, unless it is asked
/// for.
final class ChildProgram {
  private let process = Process()
  private let errorFile: URL
  private let outputFile: URL?

  /// This program once more. It's found when the first is started: a file that is built anew meanwhile has
  /// another place in /proc.
  private static let tutor = ProjectRoot.executable.path

  /// - Parameter keepsOutput: whether `output` is asked for.
  /// - Throws: `Failure` if it cannot be started.
  init(_ path: String, _ arguments: [String], keepsOutput: Bool = false) throws {
    func makeFile(_ name: String) throws -> URL {
      let file = FileManager.default.temporaryDirectory
        .appending(path: temporaryName(for: "tutor-\(name)-\(UUID().uuidString)"))
      try writeAtomically("", to: file)
      return file
    }
    errorFile = try makeFile("errors")
    outputFile = keepsOutput ? try makeFile("output") : nil
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    do {
      process.standardError = try FileHandle(forWritingTo: errorFile)
      if let outputFile { process.standardOutput = try FileHandle(forWritingTo: outputFile) }
      try process.run()
    } catch {
      throw Failure("program-not-started", ["reason": reason(of: error)], at: path)
    }
  }

  /// Starts this program once more.
  convenience init(tutor arguments: [String]) throws {
    try self.init(endingWithThis: ChildProgram.tutor, arguments)
  }

  /// Starts a program that the system ends with this one, even if that is killed.
  convenience init(endingWithThis path: String, _ arguments: [String]) throws {
    let keeper = "/usr/bin/setpriv"
    if FileManager.default.isExecutableFile(atPath: keeper) {
      try self.init(keeper, ["--pdeathsig", "TERM", path] + arguments)
    } else {
      try self.init(path, arguments)
    }
  }

  deinit {
    for file in [errorFile, outputFile].compactMap(\.self) {
      try? FileManager.default.removeItem(at: file)
    }
  }

  var isRunning: Bool { process.isRunning }

  /// Once it has ended: 0 where all went well.
  var status: Int32 {
    process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  /// What it wrote to standard error.
  var messages: String {
    ((try? readText(errorFile)) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What it wrote to standard output.
  var output: String { outputFile.flatMap { try? readText($0) } ?? "" }

  /// The last that it said, if it has failed: its error, and what helps.
  private(set) lazy var complaint: String? = {
    guard status != 0 else { return nil }
    return Complaint(in: messages)?.words
      ?? Messages.text("sweep.no-words", ["code": "\(status)"])
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
