import Foundation

/// Seconds of each lesson from its start to its end, without input and with pictures: the first time, with what the
/// lessons before it have trained, and once more, with what it has trained itself.
///
/// - Throws: an error where there is no program `tutor` beside this one, or a lesson fails.
func measureLessons(threads: Int, _ report: (Measurement) -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for lesson in 0...6 {
    for what in ["first", "again"] {
      let start = now()
      try run(lesson, threads: threads, in: folder)
      report(
        Measurement(
          "lesson", threads: threads, unit: "s", values: [now() - start], what: "\(lesson) \(what)"
        ) { _ in 0 })
    }
  }
}

private struct LessonFailed: Error, CustomStringConvertible {
  var lesson: Int
  var status: Int32
  var description: String { "lesson \(lesson) ended with exit code \(status)" }
}

private func run(_ lesson: Int, threads: Int, in folder: URL) throws {
  let process = Process()
  process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "tutor")
  process.arguments = [
    "run", "\(lesson)", "--no-input", "--plots", "files", "--threads", "\(threads)", "--output",
    folder.appending(path: "Runs").path,
  ]
  // A home of its own, so that nothing is there that was trained before.
  process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("XDG_") }
    .merging(["HOME": folder.path]) { $1 }
  (process.standardInput, process.standardOutput, process.standardError) =
    (FileHandle.nullDevice, FileHandle.nullDevice, FileHandle.nullDevice)
  try process.run()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw LessonFailed(lesson: lesson, status: process.terminationStatus)
  }
}
