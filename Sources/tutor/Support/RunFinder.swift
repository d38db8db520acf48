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
    _ = try namesInFolder(runs)
    let listings = RunListing.runs(in: runs)
    if let run = byAge(name, listings) { return .run(told(run, beside: listings)) }
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
      let runs = listings.filter { $0.isOf(lesson) }
      guard let run = newest(0, of: runs) else {
        throw UsageError(
          "no-run-of-lesson", ["lesson": "\(lesson.number)", "folder": self.runs.path])
      }
      return .run(told(run, beside: runs))
    }
    guard !listings.isEmpty else {
      throw UsageError("no-runs", ["folder": runs.path])
    }
    let names = listings.prefix(5).map(\.folder.name).joined(separator: ", ")
    throw UsageError("no-such-run", ["name": name, "list": names])
  }

  /// What was before the latest run is the one before it of its lesson, if there is one.
  private func byAge(_ name: String, _ listings: [RunListing]) -> RunFolder? {
    switch name {
    case "latest", "@latest": return newest(0, of: listings)
    case "previous", "@previous":
      let latest = listings.first { $0.folder == newest(0, of: listings) }
      let ofItsLesson = listings.filter { $0.summary?.lesson == latest?.summary?.lesson }
      return newest(1, of: ofItsLesson) ?? newest(1, of: listings)
    default: return nil
    }
  }

  /// The newest of some runs, or the one before it. Runs that came to their ends go before others, which have
  /// less to tell.
  private func newest(_ place: Int, of listings: [RunListing]) -> RunFolder? {
    let whole = listings.filter { $0.summary?.isComplete == true }
    let runs = whole.indices.contains(place) ? whole : listings
    return runs.indices.contains(place) ? runs[place].folder : nil
  }

  /// The run; it is said if a newer one was passed over.
  private func told(_ run: RunFolder, beside listings: [RunListing]) -> RunFolder {
    if let first = listings.first, first.summary?.isComplete != true, first.folder != run {
      let values = ["newer": first.folder.name, "run": run.name]
      Terminal().message(prose: Messages.text("report.newer-run", values) + "\n")
    }
    return run
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
