import Foundation

extension URL {
  /// The path from the current folder, where it lies below that.
  var relativePathFromHere: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    let path = standardizedFileURL.path
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
