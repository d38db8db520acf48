import Foundation
import ToyWorld
import Words

/// Where labels are kept: beside the learner's other data, since no cache should lose an hour of work.
package struct LabelFile: Sendable {
  package let url: URL

  package init(_ url: URL) { self.url = url }

  /// `$XDG_DATA_HOME/tutor/labels/NAME.jsonl`, or below `~/.local/share`.
  ///
  /// - Throws: `UsageError` for a name that can't be a file's.
  package init(named name: String) throws {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_.-]{0,59}/) != nil else {
      throw UsageError("label-bad-name", ["name": name.printable])
    }
    url = LabelFile.folder.appending(path: "\(name).jsonl")
  }

  /// By a name, or by a path, which has a slash or ends in `.jsonl`.
  package init(nameOrPath text: String) throws {
    if text.contains("/") || text.hasSuffix(".jsonl") {
      self.init(URL(filePath: text))
    } else {
      try self.init(named: text)
    }
  }

  package static var folder: URL {
    ownFolder("XDG_DATA_HOME", else: ".local/share").appending(path: "labels")
  }

  /// The names of all labels there are.
  package static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }.sorted()
  }

  /// Nil where nothing was labeled yet.
  ///
  /// - Throws: `Failure`.
  package func read() throws -> Labels? {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    return try Labels(contentsOf: url)
  }
}

/// Adds labels to a file, each as soon as it's made: once `add` is back, it's on the disk.
package final class LabelWriter {
  private let handle: FileHandle
  private let path: String

  /// Opens a file, or makes it; a torn last line is cut off.
  ///
  /// - Throws: `Failure`, also where there is no room for labels; `UsageError` where another program is
  ///   labeling into it.
  package init(_ file: LabelFile, labels: Labels) throws {
    path = file.url.path
    handle = try whileLocked(file.url) { [path] in
      let isThere = FileManager.default.fileExists(atPath: path)
      if !isThere { try writeAtomically(labels.header.line(), to: file.url) }
      let size = try readFile(file.url).count
      try requireWritable(file.url, bytes: size + LearnerRankings.room)
      do {
        let handle = try FileHandle(forUpdating: file.url)
        guard flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
          throw UsageError("label-in-use", ["path": path])
        }
        if labels.isTorn { try handle.truncate(atOffset: UInt64(labels.wholeBytes)) }
        try handle.seekToEnd()
        return handle
      } catch let error as UsageError {
        throw error
      } catch {
        throw Failure("label-not-kept", ["reason": reason(of: error)], at: path)
      }
    }
  }

  /// - Throws: `Failure`; no part of the record is in the file then, so that it may be added once more.
  package func add(_ record: LabelRecord) throws {
    let end = handle.offsetInFile
    do {
      try handle.write(contentsOf: Data((JSONLines.line(record) + "\n").utf8))
      try handle.synchronize()
    } catch {
      try? handle.truncate(atOffset: end)
      throw Failure("label-not-kept", ["reason": reason(of: error)], at: path)
    }
  }
}
