import Foundation
import Metrics
import Models
import Tensors

/// What is kept of a stage that has run.
package struct StageContent: Sendable {
  /// The trained weights; nil for a stage that trains nothing.
  package var weights: Data?
  package var metrics: MetricLog
  /// What else the stage tells, as JSON.
  package var snapshot: Data
  /// How long it took.
  package var seconds: Double

  package init(weights: Data?, metrics: MetricLog, snapshot: Data, seconds: Double) {
    self.weights = weights
    self.metrics = metrics
    self.snapshot = snapshot
    self.seconds = seconds
  }
}

/// Keeps the results of stages on disk, a folder each, so that what has been trained once need not be
/// trained again.
package struct StageCache: Sendable {
  package let folder: URL

  package init(folder: URL) { self.folder = folder }

  /// `$XDG_CACHE_HOME/tutor`, or `~/.cache/tutor`.
  package static func standard(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> StageCache {
    let base: URL
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
      base = URL(filePath: cache)
    } else {
      base = URL(filePath: environment["HOME"] ?? "/tmp").appending(path: ".cache")
    }
    return StageCache(folder: base.appending(path: "tutor"))
  }

  struct Record: Codable {
    var seconds: Double
    var date: Date
  }

  /// The content stored under a key; nil where there is none.
  ///
  /// - Throws: `StageCacheError` where there is something that cannot be read.
  package func load(_ key: StageKey) throws -> StageContent? {
    let place = folder.appending(path: key.folder)
    guard FileManager.default.fileExists(atPath: place.path) else { return nil }
    do {
      let stored = try String(contentsOf: place.appending(path: "key.txt"), encoding: .utf8)
      guard stored == key.text else { throw StageCacheError(place, "it is of another stage") }
      let weights = place.appending(path: "weights.safetensors")
      let record = try JSONDecoder().decode(
        Record.self, from: Data(contentsOf: place.appending(path: "record.json")))
      return StageContent(
        weights: FileManager.default.fileExists(atPath: weights.path)
          ? try Data(contentsOf: weights) : nil,
        metrics: try MetricLog(readingFrom: place.appending(path: "metrics.csv")),
        snapshot: try Data(contentsOf: place.appending(path: "snapshot.json")),
        seconds: record.seconds)
    } catch let error as StageCacheError {
      throw error
    } catch {
      throw StageCacheError(place, "\(error)")
    }
  }

  /// Stores a content under a key: whole or not at all, whatever happens on the way.
  package func store(_ content: StageContent, for key: StageKey) throws {
    let manager = FileManager.default
    removeLeftovers()
    let temporary = temporaryFolder(for: key.folder)
    defer { try? manager.removeItem(at: temporary) }
    try makeFolder(temporary)
    try writeAtomically(key.text, to: temporary.appending(path: "key.txt"))
    if let weights = content.weights {
      try writeAtomically(weights, to: temporary.appending(path: "weights.safetensors"))
    }
    try content.metrics.write(to: temporary.appending(path: "metrics.csv"))
    try writeAtomically(content.snapshot, to: temporary.appending(path: "snapshot.json"))
    try writeAtomically(
      JSONEncoder().encode(Record(seconds: content.seconds, date: Date())),
      to: temporary.appending(path: "record.json"))
    let place = folder.appending(path: key.folder)
    remove(key)
    do {
      try manager.moveItem(at: temporary, to: place)
    } catch  where manager.fileExists(atPath: place.path) {
      // Another run has stored the same stage in between.
    }
  }

  package func remove(_ key: StageKey) {
    try? FileManager.default.removeItem(at: folder.appending(path: key.folder))
  }
}

/// A stage's folder in the cache cannot be used.
package struct StageCacheError: Error, CustomStringConvertible {
  package let description: String

  init(_ place: URL, _ reason: String) {
    description = "\(place.path): \(reason)"
  }
}
