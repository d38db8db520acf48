import Foundation
import Notebook
import Words

extension RunFinder {
  /// Each run once, whatever names and links lead to it.
  func findAll(_ names: [String]) throws -> [Found] {
    var seen: Set<String> = []
    return try names.map(find).filter { found in
      let url =
        switch found {
        case .run(let folder): folder.url
        case .sweep(let folder): folder
        }
      return seen.insert(url.resolvingSymlinksInPath().standardizedFileURL.path).inserted
    }
  }

  /// Runs side by side; those of a sweep by their settings.
  ///
  /// - Throws: `UsageError` for one run, and for runs of different lessons.
  func comparison(of names: [String], root: URL) throws -> Comparison {
    let groups = try findAll(names).flatMap { found in
      switch found {
      case .run(let folder): [RunGroup(try RecordedRun(folder))]
      case .sweep(let folder): RunGroup.bySettings(try RecordedRun.all(inSweep: folder))
      }
    }
    guard groups.areComparable else {
      for case .sweep(let folder) in try findAll(names) {
        let sweep = try SweepFolder(existing: folder)
        let count = sweep.manifest.jobs.count
        throw UsageError(
          "sweep-unfinished",
          [
            "folder": folder.relativePathFromHere, "count": "\(count)",
            "done": "\(count - (try sweep.missingJobs().count))",
          ])
      }
      throw UsageError("compare-one", ["source": names.joined(separator: " ")])
    }
    return try Comparison(groups, root: root)
  }
}
