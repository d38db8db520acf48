import Foundation

/// What a file or folder is called until it is whole, or as long as it is needed:
/// `.summary.json.4711@node7.tmp`. Its end names the process, so that what a killed one has left is known.
package func temporaryName(for name: String) -> String {
  // File systems allow 255 bytes.
  "\(String(decoding: name.utf8.prefix(160), as: UTF8.self)).\(FileOwner.own).tmp"
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
package func removeLeftovers(in folder: URL, now: Date = Date()) {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  for name in names where name.hasSuffix(".tmp") {
    guard let parts = name.wholeMatch(of: /(\.|tutor-).+\.([0-9@A-Za-z-]+)\.tmp/)?.output,
      let owner = FileOwner(parts.2), !owner.isRunning
    else { continue }
    let item = folder.appending(path: name)
    var status = stat()
    guard unsafe lstat(item.path, &status) == 0, status.st_uid == geteuid(),
      now.timeIntervalSince1970 - Double(status.st_mtim.tv_sec) > owner.patience
    else { continue }
    try? FileManager.default.removeItem(at: item)
  }
}
