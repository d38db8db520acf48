import Course
import Foundation
import Hyperparameters
import Metrics
import TestSupport
import Testing
import Words

struct StageCacheTests {
  private let folder = try? TemporaryFolder()
  private var cache: StageCache {
    get throws { StageCache(folder: try #require(folder).url.appending(path: "tutor")) }
  }
  private let key = try? StageKey("base", recipe: 1, settings: [1])

  private func content(weights: Data? = Data([1, 2, 3])) -> StageContent {
    var metrics = MetricLog()
    metrics.record(0.5, as: "loss", step: 1)
    return StageContent(
      weights: weights, metrics: metrics, snapshot: Data("[1,2]".utf8), seconds: 2.5)
  }

  @Test(arguments: [Data([1, 2, 3]), nil])
  func `what was stored is loaded`(weights: Data?) throws {
    let key = try #require(key)
    try cache.store(content(weights: weights), for: key)
    let loaded = try #require(try cache.load(key))
    #expect(loaded.weights == weights)
    #expect(loaded.metrics == content().metrics)
    #expect(loaded.snapshot == content().snapshot)
    #expect(loaded.seconds == 2.5)
  }

  @Test func `nothing is loaded where nothing was stored`() throws {
    let key = try #require(key)
    #expect(try cache.load(key) == nil)
    try cache.store(content(), for: key)
    try cache.remove(key)
    #expect(try cache.load(key) == nil)
  }

  @Test func `a second content replaces the first as a whole`() throws {
    let key = try #require(key)
    try cache.store(content(), for: key)
    try cache.store(content(weights: nil), for: key)
    #expect(try cache.load(key)?.weights == nil)
  }

  @Test func `nothing but the stage's folder stays behind`() throws {
    let key = try #require(key)
    try cache.store(content(), for: key)
    #expect(try folder?.names("tutor") == [key.folder])
  }

  @Test func `what another process is writing is left alone`() throws {
    let key = try #require(key)
    let other = try cache.folder.appending(path: ".\(key.folder).1")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try cache.store(content(), for: key)
    #expect(try folder?.names("tutor") == [".\(key.folder).1", key.folder])
  }

  // MARK: What is kept

  /// Makes a folder in the cache as if another program had, and returns its name.
  @discardableResult
  private func make(
    _ name: String, files: [String] = ["key.txt"], age: TimeInterval = 0
  ) throws -> String {
    let place = try cache.folder.appending(path: name)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for file in files { try Data([1, 2]).write(to: place.appending(path: file)) }
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: place.path)
    return name
  }

  /// A number that no process has.
  private let deadProcess = 999_999_999
  private let hour: TimeInterval = 3600

  @Test func `what was stored is listed, with what it took and takes`() throws {
    let key = try #require(key)
    #expect(try cache.contents().isEmpty)
    try cache.store(content(), for: key)
    let stage = try #require(try cache.contents().first)
    #expect(stage.name == "base")
    #expect(stage.folder.lastPathComponent == key.folder)
    #expect(stage.seconds == 2.5)
    #expect(!stage.isUnfinished)
    #expect(abs(stage.date.timeIntervalSinceNow) < 60)
    let place = try cache.folder.appending(path: key.folder).path
    let sizes = try FileManager.default.contentsOfDirectory(atPath: place).map {
      try Data(contentsOf: URL(filePath: "\(place)/\($0)")).count
    }
    #expect(sizes.count == 5)
    #expect(stage.bytes == sizes.reduce(0, +))
  }

  @Test func `a stage that is removed is gone, and nothing else`() throws {
    let key = try #require(key)
    let other = try StageKey("large-base", recipe: 1, settings: [1])
    for key in [key, other] { try cache.store(content(), for: key) }
    let stage = try #require(try cache.contents().first { $0.name == "base" })
    try cache.remove(stage)
    #expect(try cache.load(key) == nil)
    #expect(try folder?.names("tutor") == [other.folder])
  }

  @Test func `a stage that another program has removed in between is no error`() throws {
    let key = try #require(key)
    try cache.store(content(), for: key)
    let stage = try #require(try cache.contents().first)
    #expect(try cache.remove(stage))
    #expect(try !cache.remove(stage))
  }

  @Test func `a cache that is no folder is not said to be empty`() throws {
    try Data().write(to: cache.folder)
    #expect(throws: Failure.self) { try cache.contents() }
  }

  @Test func `what is not a stage's folder is not listed`() throws {
    let hexadecimal = "0123456789abcdef"
    try make("base-\(hexadecimal)", files: ["key.txt", "thesis.txt"])
    try make("base-\(hexadecimal.uppercased())")
    try make("base-0123")
    try make("\(hexadecimal)")
    try make(".sft-\(hexadecimal)")
    try make("sft-\(hexadecimal).\(deadProcess)")
    try make("ppo-\(hexadecimal)/key.txt", files: [])
    try Data().write(to: cache.folder.appending(path: "outputs-\(hexadecimal)"))
    let elsewhere = try #require(folder).url.appending(path: "elsewhere")
    try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: cache.folder.appending(path: "reward-model-\(hexadecimal)"),
      withDestinationURL: elsewhere)
    #expect(try cache.contents().map(\.folder.lastPathComponent) == [])
  }

  @Test func `what a program left behind is unfinished, what it is storing is not listed`() throws {
    let left = try make(".base-0123456789abcdef.\(deadProcess)", files: ["key.txt", ".dat.1a2b"])
    try make(".sft-0123456789abcdef.1")
    // Process 1 is running, but not for this.
    let old = try make(".ppo-0123456789abcdef.1", age: 25 * hour)
    let stages = try cache.contents()
    #expect(stages.map(\.folder.lastPathComponent) == [left, old])
    #expect(stages.map(\.isUnfinished) == [true, true])
    for stage in stages { try cache.remove(stage) }
    #expect(try folder?.names("tutor") == [".sft-0123456789abcdef.1"])
  }

  @Test func `what was left behind goes when the next stage is stored`() throws {
    let key = try #require(key)
    let recent = try make(".base-0123456789abcdef.\(deadProcess)", age: 5)
    try make(".sft-0123456789abcdef.\(deadProcess)", age: 25 * hour)
    try cache.store(content(), for: key)
    #expect(try folder?.names("tutor") == [recent, key.folder])
  }

  // MARK: Several programs, also of other computers

  @Test func `what another computer's program is storing is left alone for a day`() throws {
    let key = try #require(key)
    let young = try make(".sft-0123456789abcdef.\(deadProcess)@node7", age: 23 * hour)
    try make(".ppo-0123456789abcdef.\(deadProcess)@node7", age: 25 * hour)
    try make(".base-0123456789abcdef.\(deadProcess)@node7.old", age: 25 * hour)
    #expect(try cache.contents().map(\.name).sorted() == ["base", "ppo"])
    try cache.store(content(), for: key)
    #expect(try folder?.names("tutor") == [young, key.folder])
  }

  @Test func `of two that store a stage the first stays, unless it is damaged`() throws {
    let (key, cache) = (try #require(key), try cache)
    try cache.store(content(), for: key, replacing: false)
    try cache.store(content(weights: Data([4])), for: key, replacing: false)
    #expect(try cache.load(key)?.weights == Data([1, 2, 3]))
    try Data().write(to: cache.folder.appending(path: "\(key.folder)/weights.safetensors"))
    try cache.store(content(weights: Data([4])), for: key, replacing: false)
    #expect(try cache.load(key)?.weights == Data([4]))
  }

  @Test func `a stage that is replaced while it is read is read whole`() async throws {
    let (key, cache) = (try #require(key), try cache)
    let contents = [Data(count: 200_000), Data([1])].map { content(weights: $0) }
    try cache.store(contents[0], for: key)
    // Other programs have other names for what they put together; here they take turns.
    let storing = Task.detached {
      for round in 1...150 { try cache.store(contents[round % 2], for: key) }
    }
    var found = 0
    while found < 200 {
      guard let loaded = try cache.load(key) else { continue }
      #expect(contents.map(\.weights).contains(loaded.weights))
      found += 1
    }
    try await storing.value
  }

  // MARK: Damage

  @Test(arguments: ["key.txt", "record.json", "metrics.csv", "snapshot.json"])
  func `a missing file is an error that names the folder`(name: String) throws {
    let key = try #require(key)
    try cache.store(content(), for: key)
    try FileManager.default.removeItem(at: cache.folder.appending(path: "\(key.folder)/\(name)"))
    #expect {
      try cache.load(key)
    } throws: {
      "\($0)".contains(key.folder)
    }
  }

  @Test(arguments: ["key.txt", "record.json", "metrics.csv"])
  func `a damaged file is an error that names the folder`(name: String) throws {
    let key = try #require(key)
    try cache.store(content(), for: key)
    try Data("{\"garb".utf8).write(to: cache.folder.appending(path: "\(key.folder)/\(name)"))
    #expect {
      try cache.load(key)
    } throws: {
      "\($0)".contains(key.folder)
    }
  }

  @Test(arguments: [
    "key.txt", "record.json", "metrics.csv", "snapshot.json", "weights.safetensors",
  ])
  func `a file in which any byte is another is refused, or says the same`(name: String) throws {
    let key = try #require(key)
    try cache.store(content(), for: key)
    let stored = try #require(try cache.load(key))
    let file = try cache.folder.appending(path: "\(key.folder)/\(name)")
    let bytes = try Data(contentsOf: file)
    for place in bytes.indices {
      for change: UInt8 in [0x01, 0x20, 0x80, 0xff] {
        var damaged = bytes
        damaged[place] ^= change
        try damaged.write(to: file)
        guard let loaded = try? cache.load(key) else { continue }
        #expect(loaded.weights == stored.weights)
        #expect(loaded.metrics == stored.metrics)
        #expect(loaded.snapshot == stored.snapshot)
        #expect(loaded.seconds == stored.seconds)
      }
    }
  }

  @Test func `the cache is where XDG_CACHE_HOME says, else below HOME`() {
    func path(_ environment: [String: String]) -> String {
      StageCache.standard(environment: environment).folder.path
    }
    #expect(path(["XDG_CACHE_HOME": "/a", "HOME": "/b"]) == "/a/tutor")
    #expect(path(["HOME": "/b"]) == "/b/.cache/tutor")
    // The specification has relative paths ignored.
    #expect(path(["XDG_CACHE_HOME": "a", "HOME": "/b"]) == "/b/.cache/tutor")
    #expect(path(["XDG_CACHE_HOME": "", "HOME": "/b"]) == "/b/.cache/tutor")
  }
}
