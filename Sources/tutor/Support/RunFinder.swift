import Foundation
import Notebook

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
      throw UsageError(
        "There are no runs in \(runs.path).", remedy: "Run a lesson first: ./tutor run 0")
    }
    let names = listings.prefix(5).map(\.folder.name).joined(separator: ", ")
    throw UsageError(
      "There is no run \"\(name)\".",
      remedy: "The newest are \(names). `./tutor runs` lists them all.")
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
        "This run has no figure \"\(name)\".",
        remedy: names.isEmpty
          ? "It has none at all; was it run with --plots none?"
          : "Its figures are \(names.joined(separator: ", ")).")
    }
    return folder.appending(path: "\(name).gnuplot")
  }
}
