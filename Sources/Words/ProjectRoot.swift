import Foundation

/// The folder that holds `Lessons/`, `Data/` and the sources.
package enum ProjectRoot {
  /// The file that is running.
  package static var executable: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  }

  /// From `TUTOR_ROOT`, which the wrapper script sets, else the first folder above the executable
  /// that looks like the project.
  /// - Throws: `UsageError` that says how to set it.
  package static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: URL = ProjectRoot.executable
  ) throws -> URL {
    if let path = environment["TUTOR_ROOT"], !path.isEmpty {
      let root = URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL
      guard isRoot(root) else {
        throw UsageError(
          "TUTOR_ROOT is \(path), which has no folder Lessons.",
          remedy: "Start the course with `./tutor` from its folder, or unset TUTOR_ROOT.")
      }
      return root
    }
    var folder = executable.deletingLastPathComponent().standardizedFileURL
    while !isRoot(folder) {
      guard folder.path != "/" else {
        throw UsageError(
          "The course's folder is not above \(executable.path).",
          remedy: "Start the course with `./tutor` from its folder.")
      }
      folder = folder.deletingLastPathComponent()
    }
    return folder
  }

  private static func isRoot(_ folder: URL) -> Bool {
    ["Package.swift", "Lessons"].allSatisfy {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
  }

  /// True if `file` was changed after the program was built, so that what it says is not what runs.
  package static func isNewer(_ file: URL, than executable: URL = executable) -> Bool {
    func changed(_ url: URL) -> Date? {
      (try? FileManager.default.attributesOfItem(atPath: url.path))?[.modificationDate] as? Date
    }
    guard let source = changed(file), let built = changed(executable) else { return false }
    return source > built
  }
}
