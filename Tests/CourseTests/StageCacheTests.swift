import Course
import Foundation
import Metrics
import Testing

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
