import Course
import Foundation
import Metrics

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
      else { return "\(existing.path) is not a folder" }
      guard unsafe access(existing.path, W_OK | X_OK) == 0 else {
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
  }

  /// Where a run's files go; without it a lesson cannot start.
  static func runs(_ folder: URL) -> Finding {
    check("runs", folder, remedy: "Name another folder: ./tutor run 1 --output ~/Runs")
  }

  /// Where gnuplot's files are put together.
  static func temporary() -> Finding {
    check(
      "temporary", FileManager.default.temporaryDirectory,
      remedy: "Name another folder: export TMPDIR=~/tmp")
  }

  private static func check(_ name: String, _ folder: URL, remedy: String) -> Finding {
    let place = Place(folder)
    if let obstacle = place.obstacle {
      return .problem(
        name, "\(place.url.path) cannot be written to (\(obstacle))", remedy: remedy)
    }
    let found = "\(place.url.path), \(place.free?.formattedBytes ?? "unknown space") free"
    return switch place.free ?? .max {
    case ..<5_000_000: .problem(name, found, remedy: "Free some space. \(remedy)")
    case ..<100_000_000: .note(name, found, remedy: "A lesson writes a few megabytes.")
    default: .ok(name, found)
    }
  }

  /// Where trained stages are kept; without it they are trained each time.
  static func cache(_ cache: StageCache = .standard()) -> Finding {
    let place = Place(cache.folder)
    let remedy = "Name another folder: export XDG_CACHE_HOME=~/cache"
    if let obstacle = place.obstacle {
      return .note(
        "cache",
        "\(place.url.path) cannot be written to (\(obstacle)), so everything is trained each time",
        remedy: remedy)
    }
    let stages = cache.contents()
    let bytes = stages.reduce(0) { $0 + $1.bytes }.formattedBytes
    let found =
      "\(place.url.path), \(stages.count) stages in \(bytes), "
      + "\(place.free?.formattedBytes ?? "unknown space") free"
    return place.free ?? .max < 100_000_000
      ? .note("cache", found, remedy: "Free some space, or type: ./tutor cache --clear")
      : .ok("cache", found)
  }
}
