import Foundation

/// Makes a folder and those above it, where they are missing.
///
/// - Throws: `Failure`, also for a file that stands in the way.
package func makeFolder(_ folder: URL) throws { try makeFolder(at: folder.absoluteURL.path) }

private func makeFolder(at path: String) throws {
  var status = stat()
  func isThere() -> Bool { unsafe stat(path, &status) == 0 }
  if !isThere() {
    let parent = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
    if errno == ENOENT || errno == ENOTDIR, !parent.isEmpty { try makeFolder(at: String(parent)) }
    // Another run may have made it in between.
    guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw systemFailure(errno, at: path, isWriting: true)
    }
    guard isThere() else { throw systemFailure(errno, at: path, isWriting: true) }
  }
  guard status.st_mode & S_IFMT == S_IFDIR else { throw Failure("file-in-the-way", at: path) }
}

/// The names of what is in a folder; none where there is no such folder.
///
/// - Throws: `Failure`.
package func namesInFolder(_ folder: URL) throws -> [String] {
  guard unsafe access(folder.path, F_OK) == 0 || errno != ENOENT else { return [] }
  var status = stat()
  guard unsafe stat(folder.path, &status) != 0 || status.st_mode & S_IFMT == S_IFDIR else {
    throw Failure("file-in-the-way", at: folder.path)
  }
  return try told(at: folder, isWriting: false) {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
  }
}

/// Gives a file or folder another name, in place of a file that has it.
///
/// - Returns: false if it was not there.
/// - Throws: `Failure`.
@discardableResult
package func moveItem(_ item: URL, to place: URL) throws -> Bool {
  if unsafe rename(item.path, place.path) == 0 { return true }
  let code = errno
  if code == ENOENT, unsafe access(item.path, F_OK) != 0 { return false }
  throw systemFailure(code, at: item.path, isWriting: true)
}

/// Deletes a file, or a folder and all in it.
///
/// - Throws: `Failure`; not where it was gone already.
package func deleteItem(_ item: URL) throws {
  var status = stat()
  for attempt in 1...3 {
    do {
      return try told(at: item, isWriting: true) { try FileManager.default.removeItem(at: item) }
    } catch {
      guard unsafe lstat(item.path, &status) == 0 else { return }
      // Another program deletes the same folder: a file in it may have gone from under our hands.
      if attempt == 3 { throw error }
    }
  }
}
