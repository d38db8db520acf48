import Foundation
import LessonKit
import Lessons
import Notebook
import Words

/// Finds a run by what a person types.
struct RunFinder {
  let runs: URL

  /// - Parameter name: a run's name; `@latest` or `latest`; `@previous`; a lesson's number or name, or a part of
  ///   its name, such as `ppo`, for its newest run; or the path of a run's folder.
  /// - Throws: `UsageError` that names the runs there are.
  func folder(named name: String) throws -> RunFolder {
    let listings = RunListing.runs(in: runs)
    let places = ["latest": 0, "@latest": 0, "@previous": 1]
    if let place = places[name], listings.indices.contains(place) { return listings[place].folder }
    if let listing = listings.first(where: { $0.folder.name == name }) { return listing.folder }
    if let lesson = lesson(named: name) {
      let own = listings.first { $0.folder.name.hasPrefix(lesson.folder + "-") }
      if let own { return own.folder }
      throw UsageError("no-run-of-lesson", ["lesson": "\(lesson.number)"])
    }
    let path = RunFolder(url: URL(filePath: name, directoryHint: .isDirectory))
    if FileManager.default.fileExists(atPath: path.hyperparameters.path) { return path }
    guard !listings.isEmpty else {
      throw UsageError("no-runs", ["folder": runs.path])
    }
    let names = listings.prefix(5).map(\.folder.name).joined(separator: ", ")
    throw UsageError("no-such-run", ["name": name, "list": names])
  }

  /// A lesson by its number, its name, or a part of the name that no other has.
  private func lesson(named name: String) -> Lesson? {
    if let lesson = try? Lesson.named(name) { return lesson }
    let lessons = Lesson.all.filter { $0.slug.split(separator: "-").contains(name[...]) }
    return lessons.count == 1 ? lessons.first : nil
  }
}
