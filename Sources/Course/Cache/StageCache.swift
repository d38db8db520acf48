import Foundation
import Metrics
import Words

/// What is kept of a stage that has run.
package struct StageContent: Sendable {
  /// The trained weights; nil for a stage that trains nothing.
  package var weights: Data?
  package var metrics: MetricLog
  /// What else the stage tells, as JSON.
  package var snapshot: Data
  /// What must have been so at its start.
  package var checks: [StartCheck]
  /// How long it took.
  package var seconds: Double

  package init(
    weights: Data?, metrics: MetricLog, snapshot: Data, checks: [StartCheck] = [], seconds: Double
  ) {
    self.weights = weights
    self.metrics = metrics
    self.snapshot = snapshot
    self.checks = checks
    self.seconds = seconds
  }

  /// Stands for all of it as it is written to files, `record.json` excepted.
  func checksum(for key: StageKey) -> String {
    let starts = checks.map { "\($0.name) \($0.value) \($0.expected) \($0.tolerance)\n" }.joined()
    var bytes = Data("\(key.text)\(seconds)\n\(starts)\(metrics.csv)".utf8)
    bytes += snapshot
    bytes += weights ?? Data()
    return fingerprint(of: bytes)
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
    StageCache(folder: ownFolder("XDG_CACHE_HOME", else: ".cache", environment: environment))
  }

  struct Record: Codable {
    var seconds: Double
    var date: Date
    var checks: [StartCheck]
    /// Of the other files, one after another.
    var checksum: String
  }

  /// The content stored under a key; nil where there is none.
  ///
  /// - Throws: `Failure` where there is something that cannot be read, or is not as it was written.
  package func load(_ key: StageKey) throws -> StageContent? {
    let place = folder.appending(path: key.folder)
    guard FileManager.default.fileExists(atPath: place.path) else { return nil }
    func read(_ name: String) throws -> Data { try readFile(place.appending(path: name)) }
    let text = try read("key.txt")
    guard text == Data(key.text.utf8) else {
      throw Failure("stage-record.stranger", at: place.path)
    }
    let weights = place.appending(path: "weights.safetensors")
    let record = try record(in: place)
    let content = StageContent(
      weights: FileManager.default.fileExists(atPath: weights.path) ? try readFile(weights) : nil,
      metrics: try MetricLog(readingFrom: place.appending(path: "metrics.csv")),
      snapshot: try read("snapshot.json"), checks: record.checks, seconds: record.seconds)
    guard content.checksum(for: key) == record.checksum else {
      throw Failure("sealed.checksum", at: place.path)
    }
    return content
  }

  func record(in place: URL) throws -> Record {
    try readJSON(
      place.appending(path: "record.json"), with: .stages, orFail: "stage-record")
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
      JSONEncoder.stages.encode(
        Record(
          seconds: content.seconds, date: Date(), checks: content.checks,
          checksum: content.checksum(for: key))),
      to: temporary.appending(path: "record.json"))
    let place = folder.appending(path: key.folder)
    remove(key)
    do {
      try manager.moveItem(at: temporary, to: place)
    } catch  where manager.fileExists(atPath: place.path) {
      // Another run has stored the same stage in between.
    }
    try? manager.removeItem(at: checkpoint(of: key))
  }

  package func remove(_ key: StageKey) {
    try? FileManager.default.removeItem(at: folder.appending(path: key.folder))
  }

  /// Where a stage that runs is kept on its way.
  func checkpoint(of key: StageKey) -> URL { folder.appending(path: "\(key.folder).checkpoint") }
}
