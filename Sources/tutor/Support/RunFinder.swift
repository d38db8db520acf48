import Foundation
import LessonKit
import Lessons
import Notebook
import Words

/// Finds a run by what a person types.
struct RunFinder {
  let runs: URL

  /// What a name stands for.
  enum Found {
    case run(RunFolder)
    /// The folder of a sweep, with its runs.
    case sweep(URL)
  }

  /// - Parameter name: a run's name; `@latest` or `latest`; `@previous`, the one before it
  ///   of the same lesson; a lesson's number or name, or a part of
  ///   its name, such as `ppo`, for its newest run; or the path of a run's folder.
  /// - Throws: `UsageError` that names the runs there are.
  func folder(named name: String) throws -> RunFolder {
    guard case .run(let folder) = try find(name) else {
      throw UsageError("sweep-not-run", ["name": name])
    }
    return folder
  }

  /// The same, and the folder of a sweep.
  func find(_ name: String) throws -> Found {
    let listings = RunListing.runs(in: runs)
    // What was before the latest run is the one before it of its lesson.
    let latest = newest(0, of: listings, isTold: false)
    let own = listings.first { $0.folder == latest }?.summary?.lesson
    let sameLesson = listings.filter { $0.summary?.lesson == own }
    let places = ["latest": 0, "@latest": 0, "previous": 1, "@previous": 1]
    if let place = places[name] {
      let before = place == 0 ? nil : newest(place, of: sameLesson)
      if let run = before ?? newest(place, of: listings) { return .run(run) }
    }
    if let listing = listings.first(where: { $0.folder.name == name }) {
      return .run(listing.folder)
    }
    let path = RunFolder(url: URL(filePath: name, directoryHint: .isDirectory))
    if FileManager.default.fileExists(atPath: path.hyperparameters.path) { return .run(path) }
    for folder in [path.url, runs.appending(path: name, directoryHint: .isDirectory)]
    where SweepManifest.exists(in: folder) {
      return .sweep(folder)
    }
    if let lesson = lesson(named: name) {
      guard let run = newest(0, of: listings.filter({ $0.isOf(lesson) })) else {
        throw UsageError(
          "no-run-of-lesson", ["lesson": "\(lesson.number)", "folder": runs.path])
      }
      return .run(run)
    }
    guard !listings.isEmpty else {
      throw UsageError("no-runs", ["folder": runs.path])
    }
    let names = listings.prefix(5).map(\.folder.name).joined(separator: ", ")
    throw UsageError("no-such-run", ["name": name, "list": names])
  }

  /// The newest of some runs, or the one before it. Runs that came to their ends go before others, which have
  /// less to tell; it is said where one is passed over.
  private func newest(
    _ place: Int, of listings: [RunListing], isTold: Bool = true
  ) -> RunFolder? {
    let whole = listings.filter { $0.summary?.isComplete == true }
    guard whole.indices.contains(place) else {
      return listings.indices.contains(place) ? listings[place].folder : nil
    }
    if isTold, let first = listings.first, first.summary?.isComplete != true {
      let values = ["newer": first.folder.name, "run": whole[place].folder.name]
      Terminal().message(prose: Messages.text("report.newer-run", values) + "\n")
    }
    return whole[place].folder
  }

  /// A lesson by its number, its name, or a part of the name that no other has.
  private func lesson(named name: String) -> Lesson? {
    if let lesson = try? Lesson.named(name) { return lesson }
    let lessons = Lesson.all.filter { $0.slug.split(separator: "-").contains(name[...]) }
    return lessons.count == 1 ? lessons.first : nil
  }
}

extension RunListing {
  /// Whether it is a run of a lesson; one that was stopped early only has its name to tell.
  func isOf(_ lesson: Lesson) -> Bool {
    let name = summary?.lesson ?? folder.name
    return name.hasPrefix("\(lesson.number)-")
  }
}
