import Foundation

/// Why a file could not be read or written, and what to do about it.
package struct FileError: Error, Equatable, CustomStringConvertible {
  package let path: String
  /// What is wrong: "the disk is full".
  package let reason: String
  /// What helps: "Free some space and run the lesson again."
  package let remedy: String

  package init(path: String, reason: String, remedy: String) {
    self.path = path
    self.reason = reason
    self.remedy = remedy
  }

  package var description: String { "\(path): \(reason). \(remedy)" }
}

/// What the system says of its last error.
package func systemReason() -> String {
  unsafe String(cString: strerror(errno))
}

/// Writes a file under a temporary name and renames it, so that a crash leaves either the old
/// file or the new one, never half of one.
///
/// Throws: `FileError`.
package func writeAtomically(_ data: Data, to file: URL) throws {
  do {
    try data.write(to: file, options: .atomic)
  } catch {
    throw fileError(error, at: file, writing: true)
  }
}

/// Makes a folder and those above it, where they are missing.
///
/// Throws: `FileError`.
package func makeFolder(_ folder: URL) throws {
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw fileError(error, at: folder, writing: true)
  }
}

/// Writes a text file, in UTF-8, under a temporary name and renames it.
///
/// Throws: `FileError`.
package func writeAtomically(_ text: String, to file: URL) throws {
  try writeAtomically(Data(text.utf8), to: file)
}

/// The whole of a file.
///
/// Throws: `FileError`.
package func readFile(_ file: URL) throws -> Data {
  do {
    return try Data(contentsOf: file)
  } catch {
    throw fileError(error, at: file, writing: false)
  }
}

private func fileError(_ error: any Error, at file: URL, writing: Bool) -> FileError {
  let folder = file.deletingLastPathComponent().path
  let (reason, remedy) =
    switch (error as? CocoaError)?.code {
    case .fileWriteOutOfSpace?:
      ("the disk is full", "Free some space, then run the command again.")
    case .fileWriteVolumeReadOnly?:
      ("the disk is read-only", "Choose a folder on a disk that can be written.")
    case .fileWriteNoPermission?, .fileReadNoPermission?:
      (
        "permission denied",
        "Check the owner and the rights of \(folder) with: ls -ld \"\(folder)\""
      )
    case .fileNoSuchFile?, .fileReadNoSuchFile?:
      writing
        ? ("its folder does not exist", "Make it with: mkdir -p \"\(folder)\"")
        : ("there is no such file", "Check the path.")
    default:
      (error.localizedDescription, "Check that \(folder) is a folder that you can use.")
    }
  return FileError(path: file.path, reason: reason, remedy: remedy)
}
