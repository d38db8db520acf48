import Foundation

/// What a file or folder is called until it is whole, or as long as it is needed: `.summary.json.4711.tmp`.
/// The number is that of the process, so that what a killed one has left is known.
package func temporaryName(for name: String) -> String {
  // File systems allow 255 bytes.
  "\(String(decoding: name.utf8.prefix(200), as: UTF8.self)).\(getpid()).tmp"
}

/// Does something with a new folder for temporary files, which is gone afterwards.
///
/// - Throws: `Failure` if there can be none, and what `body` throws.
package func withTemporaryFolder<Result>(
  _ purpose: String, _ body: (URL) throws -> Result
) throws -> Result {
  let name = temporaryName(for: "tutor-\(purpose)-\(UInt32.random(in: 0...UInt32.max))")
  let folder = FileManager.default.temporaryDirectory
    .appending(path: name, directoryHint: .isDirectory)
  // Nobody else reads it; a folder that is named by TMPDIR and is missing is not made.
  guard unsafe mkdir(folder.path, 0o700) == 0 else {
    throw systemFailure(
      errno, at: FileManager.default.temporaryDirectory.path, isWriting: true)
  }
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Deletes what killed processes have left in a folder: temporary files and folders of processes that are gone.
///
/// Where several computers or containers share a folder, a process may be one that cannot be seen from here; but
/// none is at work on a file for ten seconds without changing it.
package func removeLeftovers(in folder: URL, now: Date = Date()) {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  for name in names where name.hasSuffix(".tmp") {
    guard let parts = name.wholeMatch(of: /(\.|tutor-).+\.([0-9]+)\.tmp/)?.output,
      let process = pid_t(parts.2), process > 0, !isRunning(process)
    else { continue }
    let item = folder.appending(path: name)
    var status = stat()
    guard unsafe lstat(item.path, &status) == 0, status.st_uid == geteuid(),
      now.timeIntervalSince1970 - Double(status.st_mtim.tv_sec) > 10
    else { continue }
    try? FileManager.default.removeItem(at: item)
  }
}

/// Signal 0 is not sent; it only asks whether there is such a process.
private func isRunning(_ process: pid_t) -> Bool { kill(process, 0) == 0 || errno == EPERM }
