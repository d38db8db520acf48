import Foundation
import Notebook
import Words

/// Finds a run by what a person types.
struct RunFinder {
  let runs: URL

  /// - Parameter name: a run's name, "latest", or the path of a run's folder.
  /// - Throws: `UsageError` that names the runs there are.
  func folder(named name: String) throws -> RunFolder {
    let listings = RunListing.runs(in: runs)
    if name == "latest", let newest = listings.first { return newest.folder }
    if let listing = listings.first(where: { $0.folder.name == name }) { return listing.folder }
    let path = RunFolder(url: URL(filePath: name, directoryHint: .isDirectory))
    if FileManager.default.fileExists(atPath: path.hyperparameters.path) { return path }
    guard !listings.isEmpty else {
      throw UsageError("no-runs", ["folder": runs.path])
    }
    let names = listings.prefix(5).map(\.folder.name).joined(separator: ", ")
    throw UsageError("no-such-run", ["name": name, "list": names])
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
