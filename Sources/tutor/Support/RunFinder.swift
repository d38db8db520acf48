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

  /// - Parameter name: a run's name, "latest", "previous", a lesson, or the path of a run's folder.
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
    switch name {
    case "latest", "@latest": if let newest = listings.first { return .run(newest.folder) }
    case "previous", "@previous": if listings.count > 1 { return .run(listings[1].folder) }
    default: break
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
    if let lesson = try? Lesson.named(name) {
      guard let newest = listings.first(where: { $0.isOf(lesson) }) else {
        throw UsageError(
          "no-run-of-lesson", ["lesson": "\(lesson.number)", "folder": runs.path])
      }
      return .run(newest.folder)
    }
    guard !listings.isEmpty else {
      throw UsageError("no-runs", ["folder": runs.path])
    }
    let names = listings.prefix(5).map(\.folder.name).joined(separator: ", ")
    throw UsageError("no-such-run", ["name": name, "list": names])
  }
}

extension RunListing {
  /// Whether it is a run of a lesson; one that was stopped early only has its name to tell.
  func isOf(_ lesson: Lesson) -> Bool {
    let name = summary?.lesson ?? folder.name
    return name.hasPrefix("\(lesson.number)-")
  }
}

/// The gnuplot scripts of a run's figures.
struct FigureScripts {
  let folder: URL

  func names() throws -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".gnuplot") }.map { String($0.dropLast(8)) }.sorted()
  }

  /// - Throws: `UsageError` that names the figures there are.
  func script(named name: String) throws -> URL {
    let names = try names()
    guard names.contains(name) else {
      throw UsageError(
        names.isEmpty ? "no-figures" : "no-such-figure",
        ["name": name, "list": names.joined(separator: ", ")])
    }
    return folder.appending(path: "\(name).gnuplot")
  }
}
