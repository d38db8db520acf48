import Foundation

/// What another program said before it ended.
struct ChildProcess {
  let status: Int32
  let output: String
  let messages: String

  /// Runs a program to its end. Nothing passes through a shell.
  ///
  /// - Parameter folder: The program's working folder, where its output is kept meanwhile.
  ///
  /// Throws: What Foundation throws if the program cannot be started.
  init(_ executable: URL, _ arguments: [String], in folder: URL) throws {
    // Files, not pipes: however much is written, nobody waits for the other.
    let files = ["stdout", "stderr"].map { folder.appending(path: $0) }
    for file in files {
      try Data().write(to: file)
    }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    // A program ended by a signal has failed, whatever the signal's number.
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    output = String(decoding: try Data(contentsOf: files[0]), as: UTF8.self)
    messages = String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// The first executable of this name in the folders of a `PATH`.
func executable(named name: String, in path: String) -> URL? {
  path.split(separator: ":").map { "\($0)/\(name)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
    .map { URL(filePath: $0) }
}
