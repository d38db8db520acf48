import Foundation

/// The first executable of this name in the folders of a `PATH`.
package func executable(
  named name: String,
  in path: String = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
) -> URL? {
  path.split(separator: ":").map { "\($0)/\(name)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
    .map { URL(filePath: $0) }
}
