import Foundation
import Words

/// A stage that is kept, as `tutor cache` lists it.
package struct KeptStage: Sendable {
  /// The stage's name, for example `base`.
  package let name: String
  /// The file, where it was cut off on its way.
  package let folder: URL
  package let bytes: Int
  /// When it was stored.
  package let date: Date
  /// How long it took when it ran; nil if its record cannot be read.
  package let seconds: Double?
  /// Whether the program ended while it ran or stored the stage.
  package let isUnfinished: Bool
}

extension StageCache {
  /// All that is kept, the newest first; nothing where there is no such folder.
  ///
  /// What is not a stage's folder, by its name and by the files in it, is somebody else's and is not
  /// listed; nor is what a running program is storing at this moment.
  ///
  /// - Throws: `Failure` where the folder cannot be read.
  package func contents(now: Date = Date()) throws -> [KeptStage] {
    try namesInFolder(folder).compactMap { kept($0, now: now) }
      .sorted { ($0.date, $0.name) > ($1.date, $1.name) }
  }

  /// Deletes a stage. Who reads it at this moment finds all of it or nothing, and trains it again.
  ///
  /// - Returns: false where another program has deleted it in between.
  /// - Throws: `Failure`.
  @discardableResult
  package func remove(_ stage: KeptStage) throws -> Bool {
    let temporary = temporaryFolder(for: stage.folder.lastPathComponent)
    let doomed = stage.isUnfinished ? stage.folder : temporary
    if !stage.isUnfinished {
      guard try moveItem(stage.folder, to: temporary) else { return false }
    }
    try deleteItem(doomed)
    return true
  }

  /// Deletes what programs that are gone were storing, and stages that were cut off a month ago and that nobody has
  /// gone on with.
  ///
  /// Where computers share the folder, a program may be one that cannot be seen from here; but none stores a stage for
  /// ten seconds.
  package func removeLeftovers(now: Date = Date()) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    // Of hundreds of folders, the unfinished ones are known by their names.
    for name in names where name.hasPrefix(".") || name.hasSuffix(".checkpoint") {
      let age = name.hasPrefix(".") ? 10.0 : 30 * 86_400
      guard let stage = kept(name, now: now), stage.isUnfinished,
        now.timeIntervalSince(stage.date) > age
      else { continue }
      _ = try? remove(stage)
    }
  }

  /// Where this program puts a stage's folder together, and takes it apart:
  /// `.base-3f2a90c1d4e5b687.4711`.
  func temporaryFolder(for name: String) -> URL {
    folder.appending(path: ".\(name).\(ProcessInfo.processInfo.processIdentifier)")
  }

  private func kept(_ name: String, now: Date) -> KeptStage? {
    checkpoint(name) ?? folder(name, now: now)
  }

  /// A stage that was cut off: `base-3f2a90c1d4e5b687.checkpoint`.
  private func checkpoint(_ name: String) -> KeptStage? {
    guard let (_, stage) = name.wholeMatch(of: /([a-z][a-z0-9-]*)-[0-9a-f]{16}\.checkpoint/)?.output
    else { return nil }
    let file = folder.appending(path: name, directoryHint: .notDirectory)
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: file.path),
      attributes[.type] as? FileAttributeType == .typeRegular
    else { return nil }
    return KeptStage(
      name: String(stage), folder: file, bytes: (attributes[.size] as? NSNumber)?.intValue ?? 0,
      date: attributes[.modificationDate] as? Date ?? Date(), seconds: nil, isUnfinished: true)
  }

  private func folder(_ name: String, now: Date) -> KeptStage? {
    let pattern = /(\.?)([a-z][a-z0-9-]*)-[0-9a-f]{16}(?:\.([0-9]+))?/
    guard let (_, dot, stage, writer) = name.wholeMatch(of: pattern)?.output,
      dot.isEmpty == (writer == nil)
    else { return nil }
    let place = folder.appending(path: name, directoryHint: .isDirectory)
    guard let files = files(in: place, isUnfinished: writer != nil) else { return nil }
    let record = try? record(in: place)
    let attributes = try? FileManager.default.attributesOfItem(atPath: place.path)
    let date = record?.date ?? attributes?[.modificationDate] as? Date ?? now
    // Numbers of processes are given again; so an old folder counts as left behind anyway.
    if let writer, isRunning(writer), !isOld(date, now) { return nil }
    return KeptStage(
      name: String(stage), folder: place, bytes: files.reduce(0, +), date: date,
      seconds: record?.seconds, isUnfinished: writer != nil)
  }

  /// The sizes of a stage's files; nil if the folder holds anything else, or is none.
  private func files(in place: URL, isUnfinished: Bool) -> [Int]? {
    let manager = FileManager.default
    func attributes(_ path: String) -> [FileAttributeKey: Any]? {
      try? manager.attributesOfItem(atPath: path)
    }
    // A link to a folder is not one.
    guard attributes(place.path)?[.type] as? FileAttributeType == .typeDirectory,
      let names = try? manager.contentsOfDirectory(atPath: place.path)
    else { return nil }
    var sizes: [Int] = []
    for name in names {
      // A file that was being written still has a temporary name.
      guard StageCache.fileNames.contains(name) || (isUnfinished && name.hasPrefix(".")),
        let file = attributes(place.appending(path: name).path),
        file[.type] as? FileAttributeType == .typeRegular
      else { return nil }
      sizes.append((file[.size] as? NSNumber)?.intValue ?? 0)
    }
    return sizes
  }

  private static let fileNames: Set = [
    "key.txt", "weights.safetensors", "metrics.csv", "snapshot.json", "record.json",
  ]

  private func isOld(_ date: Date, _ now: Date) -> Bool { now.timeIntervalSince(date) > 86_400 }

  private func isRunning(_ process: Substring) -> Bool {
    guard let process = Int32(process) else { return false }
    // Signal 0 is not sent; it only asks whether there is such a process.
    return kill(process, 0) == 0 || errno == EPERM
  }
}
