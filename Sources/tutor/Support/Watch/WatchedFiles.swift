import Foundation
import LessonKit
import Notebook

/// The files that a lesson is made of, and when each was last changed.
struct WatchedFiles {
  private let root: URL
  private let folders: [URL]
  private var times: [String: Date] = [:]

  init(lesson: Lesson, root: URL) {
    self.root = root
    folders =
      [lesson.place(in: root), root.appending(path: "Lessons")]
      + [root.appending(path: "Data")]
    times = found()
  }

  /// Looks twice a second until a file is changed, made or deleted.
  ///
  /// - Returns: the paths of those from the root, in order.
  /// - Throws: `Interrupted`.
  mutating func waitForChange() throws -> [String] {
    while true {
      try Interruption.check()
      usleep(500_000)
      let now = found()
      let changed = Set(now.keys).union(times.keys).filter { now[$0] != times[$0] }.sorted()
      times = now
      if !changed.isEmpty { return changed }
    }
  }

  private func found() -> [String: Date] {
    var times: [String: Date] = [:]
    for folder in folders {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      for name in names where name.wholeMatch(of: /[^.].*\.(md|yaml|swift)/) != nil {
        let path = folder.appending(path: name).path
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        times[String(path.dropFirst(root.path.count + 1))] =
          attributes?[.modificationDate] as? Date
      }
    }
    return times
  }
}
