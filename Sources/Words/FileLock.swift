import Foundation

/// Does something while no other process does the same: a file is read, changed and written, and of two changes at
/// once none is lost. The lock is that of a file beside it, which stays.
///
/// - Parameter seconds: how long another one is waited for.
/// - Throws: `Failure` if it takes longer, or if there can be no such file; what `body` throws.
package func whileLocked<Result>(
  _ file: URL, seconds: Double = 5, _ body: () throws -> Result
) throws -> Result {
  let folder = file.deletingLastPathComponent()
  try makeFolder(folder)
  let lock = folder.appending(path: ".\(file.lastPathComponent).lock")
  let descriptor = unsafe open(lock.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw systemFailure(errno, at: lock.path, isWriting: true) }
  defer { close(descriptor) }
  let end = ContinuousClock.now + .seconds(seconds)
  // Some network file systems know no locks; there it goes on without.
  while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
    guard ContinuousClock.now < end else {
      throw Failure("file-locked", ["seconds": "\(Int(seconds))"], at: file.path)
    }
    usleep(10_000)
  }
  return try body()
}
