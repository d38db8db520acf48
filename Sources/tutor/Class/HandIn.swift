import Foundation
import Metrics
import Notebook
import Words

/// What a student has handed in: the folder of a run, a folder that holds one, or either as an archive.
struct HandIn {
  /// The name of the folder or the archive, without its ending.
  let name: String
  /// Nil if there is no run in it.
  let run: RunFolder?
  /// Why it could not be unpacked, in words.
  var problem: String?

  private static let archives = [".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz"]

  /// All in a folder, by their names.
  ///
  /// - Parameter scratch: where archives are unpacked.
  /// - Throws: `UsageError` if the folder cannot be read; `Interrupted`.
  static func all(in folder: URL, scratch: URL) throws -> [HandIn] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw UsageError("no-hand-ins", ["folder": folder.path(percentEncoded: false)])
    }
    return try names.filter { !$0.hasPrefix(".") && $0 != "latest" }.sorted().compactMap { name in
      let place = folder.appending(path: name)
      if let ending = archives.first(where: { name.lowercased().hasSuffix($0) }) {
        let target = scratch.appending(path: name, directoryHint: .isDirectory)
        try makeFolder(target)
        let problem = try unpack(place, isZip: ending == ".zip", into: target)
        return HandIn(
          name: String(name.dropLast(ending.count)),
          run: problem == nil ? newestRun(in: target) : nil, problem: problem)
      }
      return isFolder(place) ? HandIn(name: name, run: newestRun(in: place)) : nil
    }
  }

  private static func isFolder(_ url: URL) -> Bool {
    let values = try? url.resourceValues(forKeys: [.isDirectoryKey])
    return values?.isDirectory ?? false
  }

  /// The folder itself, or of the runs below it the newest complete one, else the newest.
  private static func newestRun(in folder: URL) -> RunFolder? {
    let own = RunFolder(url: folder)
    if FileManager.default.fileExists(atPath: own.hyperparameters.path) { return own }
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    let runs = paths.filter { $0.hasSuffix("/hyperparameters.yaml") && !$0.contains("__MACOSX") }
      .map { RunFolder(url: folder.appending(path: $0).deletingLastPathComponent()) }
    func rank(_ run: RunFolder) -> (Int, Date) {
      let summary = try? RunSummary(readingFrom: run.summary)
      return (summary?.isComplete == true ? 1 : 0, summary?.date ?? .distantPast)
    }
    return runs.max { rank($0) < rank($1) }
  }

  /// - Returns: why it failed, in words; nil if it did not.
  private static func unpack(
    _ archive: URL, isZip: Bool, into folder: URL
  ) throws -> String? {
    let command =
      isZip
      ? ["unzip", "-q", "-o", archive.path, "-d", folder.path]
      : ["tar", "-x", "--no-same-owner", "-f", archive.path, "-C", folder.path]
    let program = try ChildProgram("/usr/bin/env", command)
    try program.wait()
    switch program.status {
    case 0: return nil
    case 127: return Messages.text("class.no-program", ["program": command[0]])
    default:
      let reason = program.messages.split(separator: "\n").first.map(String.init) ?? ""
      return Messages.text("class.broken-archive", ["reason": reason.printable])
    }
  }
}
