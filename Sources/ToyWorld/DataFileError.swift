import Foundation

/// A data file that cannot be read or written: which one, where, what was expected, and what to
/// type instead.
package struct DataFileError: Error, Equatable, CustomStringConvertible, LocalizedError {
  /// The path as it was given.
  package let path: String
  /// The line, counted from 1, if one is to blame.
  package let line: Int?
  package let problem: String
  package var remedy: String

  package var description: String {
    let place = line.map { "\(path), line \($0)" } ?? path
    return "\(place): \(problem)\n\(remedy)"
  }

  package var errorDescription: String? { description }

  static func unreadable(_ url: URL, line: Int? = nil, _ problem: String) -> DataFileError {
    DataFileError(
      path: url.relativePath, line: line, problem: problem, remedy: remedy(forReading: url))
  }

  static func unwritable(_ url: URL, _ error: any Error) -> DataFileError {
    DataFileError(
      path: url.relativePath, line: nil, problem: "cannot be written: \(reason(of: error))",
      remedy: "Name a folder that exists, that you may write to, and that has room.")
  }

  /// What the system says, in its own few words where it has some.
  static func reason(of error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileReadNoSuchFile?, .fileNoSuchFile?: return "there is no such file or folder"
    case .fileReadNoPermission?, .fileWriteNoPermission?: return "you have no permission"
    case .fileWriteOutOfSpace?: return "the disk is full"
    case .fileWriteVolumeReadOnly?: return "the disk is read-only"
    case .fileReadUnknown?: return "it is not a file that can be read"
    case .fileWriteFileExists?: return "a file is in the way"
    default: return error.localizedDescription
    }
  }

  /// Only files of the course can be brought back; one's own must be mended.
  private static func remedy(forReading url: URL) -> String {
    let folder = url.deletingLastPathComponent().lastPathComponent
    return folder == "Data" && WorldFiles.names.contains(url.lastPathComponent)
      ? "To bring the committed file back, type: git checkout Data/\(url.lastPathComponent)"
      : "Correct the file, or name another one."
  }
}
