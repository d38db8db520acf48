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
    guard !stage.isUnfinished else {
      try deleteItem(stage.folder)
      return true
    }
    return try remove(folder: stage.folder)
  }

  /// Deletes what programs that are gone were storing, and stages that were cut off a month ago and that nobody has
  /// gone on with. What a program of another computer is storing is left alone for a day.
  package func removeLeftovers(now: Date = Date()) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    // Of hundreds of folders, the unfinished ones are known by their names.
    for name in names where name.hasPrefix(".") || name.hasSuffix(".checkpoint") {
      let owner = writer(of: name)?.owner
      guard let stage = kept(name, now: now), stage.isUnfinished,
        now.timeIntervalSince(stage.date) > owner?.patience ?? 30 * StageCache.day
      else { continue }
      _ = try? remove(stage)
    }
  }

  /// Where this program puts a stage's folder together: `.base-3f2a90c1d4e5b687.4711@node7`.
  func temporaryFolder(for name: String) -> URL {
    folder.appending(path: ".\(name).\(FileOwner.own)")
  }

  /// Where this program takes a stage's folder apart: `.base-3f2a90c1d4e5b687.4711@node7.old`.
  func doomedFolder(for name: String) -> URL {
    folder.appending(path: ".\(name).\(FileOwner.own).old")
  }

  /// The stage and the program that a temporary folder is of.
  private func writer(of name: String) -> (stage: String, owner: FileOwner)? {
    let pattern = /\.([a-z][a-z0-9-]*)-[0-9a-f]{16}\.([0-9@A-Za-z-]+)(?:\.old)?/
    guard let parts = name.wholeMatch(of: pattern)?.output, let owner = FileOwner(parts.2)
    else { return nil }
    return (String(parts.1), owner)
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
    let writer = writer(of: name)
    let whole = name.wholeMatch(of: /([a-z][a-z0-9-]*)-[0-9a-f]{16}/)
    guard let stage = writer?.stage ?? whole.map({ String($0.1) }) else { return nil }
    let place = folder.appending(path: name, directoryHint: .isDirectory)
    guard let files = files(in: place, isUnfinished: writer != nil) else { return nil }
    let record = try? record(in: place)
    let attributes = try? FileManager.default.attributesOfItem(atPath: place.path)
    let date = record?.date ?? attributes?[.modificationDate] as? Date ?? now
    // Numbers of processes are given again; so an old folder counts as left behind anyway.
    if let owner = writer?.owner, owner.isRunning || !owner.isHere,
      now.timeIntervalSince(date) <= StageCache.day
    {
      return nil
    }
    return KeptStage(
      name: stage, folder: place, bytes: files.reduce(0, +), date: date,
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

  /// In seconds.
  private static let day = 86_400.0
}
