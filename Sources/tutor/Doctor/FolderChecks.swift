import Course
import Foundation
import Words

/// Checks of the folders that lessons write to.
enum FolderChecks {
  /// A folder that is there, or that would be made.
  struct Place {
    let url: URL
    /// The nearest folder above that exists, or the folder itself.
    private let existing: URL

    init(_ url: URL) {
      self.url = url.standardizedFileURL
      var existing = self.url
      while existing.path != "/", !FileManager.default.fileExists(atPath: existing.path) {
        existing.deleteLastPathComponent()
      }
      self.existing = existing
    }

    /// Why nothing can be written there; nil if it can.
    var obstacle: String? {
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: existing.path, isDirectory: &isFolder),
        isFolder.boolValue
      else { return Messages.text("doctor.no-folder", ["folder": existing.path]) }
      guard unsafe access(existing.path, R_OK | W_OK | X_OK) == 0 else {
        return "\(existing.path): \(systemReason())"
      }
      return nil
    }

    /// Bytes that this person may still write.
    var free: Int? {
      var information = statvfs()
      guard unsafe statvfs(existing.path, &information) == 0 else { return nil }
      return Int(clamping: UInt64(information.f_bavail) * UInt64(information.f_frsize))
    }

    /// What messages tell of it.
    var values: [String: String] {
      [
        "folder": url.path, "obstacle": obstacle ?? "",
        "free": free?.formattedBytes ?? Messages.text("doctor.unknown-space"),
      ]
    }
  }

  /// Where a run's files go; without it a lesson cannot start.
  static func runs(_ folder: URL) -> Finding {
    check("runs", folder, remedy: "doctor.runs-remedy")
  }

  /// Where gnuplot's files are put together.
  static func temporary() -> Finding {
    check(
      "temporary", FileManager.default.temporaryDirectory,
      remedy: "doctor.temporary-remedy")
  }

  private static func check(_ name: String, _ folder: URL, remedy: String) -> Finding {
    let place = Place(folder)
    guard place.obstacle == nil else {
      return .problem(name, "doctor.folder-locked", place.values, remedy: remedy)
    }
    let values = place.values.merging(["remedy": Messages.text(remedy)]) { $1 }
    return switch place.free ?? .max {
    case ..<5_000_000: .problem(name, "doctor.folder", values, remedy: "doctor.folder-full-remedy")
    case ..<100_000_000: .note(name, "doctor.folder", values, remedy: "doctor.folder-little-remedy")
    default: .ok(name, "doctor.folder", values)
    }
  }

  /// Where trained stages are kept; without it they are trained each time.
  static func cache(_ cache: StageCache = .standard()) -> Finding {
    let place = Place(cache.folder)
    guard place.obstacle == nil else {
      return .note(
        "cache", "doctor.cache-locked", place.values, remedy: "doctor.cache-locked-remedy")
    }
    let stages = (try? cache.contents()) ?? []
    let size = stages.reduce(0) { $0 + $1.bytes }.formattedBytes
    let values = place.values.merging(["count": "\(stages.count)", "size": size]) { $1 }
    return place.free ?? .max < 100_000_000
      ? .note("cache", "doctor.cache", values, remedy: "doctor.cache-full-remedy")
      : .ok("cache", "doctor.cache", values)
  }
}
