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
    for _ in 1...3 {
      guard let identity = Identity(of: place) else { return nil }
      do {
        return try content(of: key, in: place)
      } catch {
        // Another program may have replaced or deleted the folder while its files were read.
        guard Identity(of: place) != identity else { throw error }
      }
    }
    return nil
  }

  /// Which folder it is that has a name.
  private struct Identity: Equatable {
    private let numbers: [Int]

    /// - Returns: nil where there is none.
    init?(of folder: URL) {
      var status = stat()
      guard unsafe stat(folder.path, &status) == 0 else { return nil }
      // Numbers of files are given again, hence the time.
      numbers = [
        Int(truncatingIfNeeded: status.st_dev), Int(truncatingIfNeeded: status.st_ino),
        status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
      ]
    }
  }

  private func content(of key: StageKey, in place: URL) throws -> StageContent {
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

  /// Stores a content under a key: whole or not at all, whatever happens on the way, and whoever else stores or
  /// reads it, on this computer or on others.
  ///
  /// - Parameter replacing: whether it takes the place of one that can be read; else the first one stays, and
  ///   runs that go on from it have the same bits.
  package func store(
    _ content: StageContent, for key: StageKey, replacing: Bool = true
  ) throws {
    removeLeftovers()
    if replacing || (try? load(key)) == nil { try write(content, for: key) }
    try? FileManager.default.removeItem(at: checkpoint(of: key))
  }

  private func write(_ content: StageContent, for key: StageKey) throws {
    let temporary = temporaryFolder(for: key.folder)
    defer { try? FileManager.default.removeItem(at: temporary) }
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
      try moveItem(temporary, to: place)
    } catch  where FileManager.default.fileExists(atPath: place.path) {
      // Another run has stored the same stage in between.
    }
  }

  package func remove(_ key: StageKey) {
    _ = try? remove(folder: folder.appending(path: key.folder))
  }

  /// Deletes a stage's folder, which loses its name first.
  ///
  /// - Returns: false where there was none.
  func remove(folder place: URL) throws -> Bool {
    let doomed = doomedFolder(for: place.lastPathComponent)
    try? deleteItem(doomed)
    guard try moveItem(place, to: doomed) else { return false }
    try deleteItem(doomed)
    return true
  }

  /// Where a stage that runs is kept on its way.
  func checkpoint(of key: StageKey) -> URL { folder.appending(path: "\(key.folder).checkpoint") }
}
