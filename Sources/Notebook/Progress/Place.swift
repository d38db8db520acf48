import Foundation
import Words

/// Where a learner is in a lesson.
package struct Place: Codable, Equatable, Sendable {
  /// The folder of the run.
  package var run: String
  /// Pages that were begun, branches included.
  package var page: Int
  /// As the page's head says it: `7`, or `7+` for a branch.
  package var pageName: String
  package var pageCount: Int
  package var isDone: Bool
  package var date: Date
  package var journal: Journal
  /// What the learner tried at the knobs.
  package var tried: [Trial]
  /// How many screens were seen after what the learner did last; nil in files of earlier versions.
  package var screens: Int?
}

/// Where a learner is in all lessons: one file below `$XDG_STATE_HOME/tutor`, or `~/.local/state/tutor`.
package struct Progress: Codable, Equatable, Sendable {
  /// Raised when the layout of the file changes.
  static let format = 1

  package private(set) var format = Progress.format
  /// By the names of runs, such as `5-ppo-with-kl`.
  package var lessons: [String: Place] = [:]

  package init() {}

  package static func file(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    ownFolder("XDG_STATE_HOME", else: ".local/state", environment: environment)
      .appending(path: "progress.json")
  }

  /// Nothing where there is no file. One that holds something else is set aside.
  ///
  /// - Parameter warn: is told so.
  /// - Throws: `Failure` where it cannot be read, or not be set aside.
  package static func read(
    from file: URL, warn: (String) -> Void = { _ in }
  ) throws -> Progress {
    guard unsafe access(file.path, F_OK) == 0 || errno != ENOENT else { return Progress() }
    let data = try readFile(file)
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .wholeSeconds
    if let progress = try? decoder.decodeStrictly(Progress.self, from: data),
      progress.format == format
    {
      return progress
    }
    struct Header: Decodable { var format: Int }
    let isNewer = (try? decoder.decode(Header.self, from: data)).map { $0.format > format } ?? false
    let aside = freePlace(beside: file, mark: isNewer ? "newer" : "damaged")
    try moveItem(file, to: aside)
    warn(
      Messages.text(
        isNewer ? "progress-file.newer" : "progress-file.damaged",
        ["file": file.path, "aside": aside.path]))
    return Progress()
  }

  /// `progress.damaged.json`, or the first with a number that is free: nothing that was set aside is lost.
  private static func freePlace(beside file: URL, mark: String) -> URL {
    let stem = file.deletingPathExtension().appendingPathExtension(mark)
    var place = stem.appendingPathExtension("json")
    var number = 2
    while FileManager.default.fileExists(atPath: place.path) {
      place = stem.appendingPathExtension("\(number).json")
      number += 1
    }
    return place
  }

  /// - Throws: `Failure`.
  package func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try makeFolder(file.deletingLastPathComponent())
    try writeAtomically(sealed(json: try encoder.encode(self)), to: file)
  }

  /// Changes what is kept, while no other run does.
  ///
  /// - Throws: `Failure`; what `change` throws.
  package static func update(
    _ file: URL, warn: (String) -> Void, _ change: (inout Progress) throws -> Void
  ) throws {
    try whileLocked(file) {
      let before = try read(from: file, warn: warn)
      var progress = before
      try change(&progress)
      if progress != before { try progress.write(to: file) }
    }
  }
}

/// Keeps a lesson's place each time that the learner goes on, so that whatever ends the program loses nothing.
package final class PlaceKeeper {
  private let file: URL
  private let lesson: String
  /// What brings the learner back.
  let command: String
  private let warn: (String) -> Void
  /// Whether the place could not be kept.
  private(set) var hasFailed = false

  package init(file: URL, lesson: String, command: String, warn: @escaping (String) -> Void) {
    (self.file, self.lesson, self.command, self.warn) = (file, lesson, command, warn)
  }

  /// The place as it was kept; nil for a lesson that was not begun, or where it cannot be read.
  package var place: Place? { (try? Progress.read(from: file, warn: warn))?.lessons[lesson] }

  /// A place that cannot be kept is no reason to stop; it is said once.
  func keep(_ place: Place) {
    do {
      try Progress.update(file, warn: warn) { $0.lessons[lesson] = place }
    } catch  where !hasFailed {
      hasFailed = true
      warn(
        Messages.text("progress-file.not-kept", ["file": file.path, "reason": reason(of: error)]))
    } catch {}
  }
}
