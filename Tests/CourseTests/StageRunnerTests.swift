import Course
import Foundation
import Hyperparameters
import Metrics
import Tensors
import TestSupport
import Testing
import Words

struct StageRunnerTests {
  private let folder: TemporaryFolder
  private let cache: StageCache
  private let key: StageKey

  init() throws {
    folder = try TemporaryFolder()
    cache = StageCache(folder: folder.url.appending(path: "tutor"))
    key = try StageKey("sum", recipe: 1, settings: [1])
  }

  /// Runs a stage whose product and snapshot are a number.
  private func stage(
    _ runner: StageRunner, key: StageKey? = nil, result: Int = 1
  ) throws -> Stage<Int?, Int?> {
    try runner.make(key ?? self.key) { metrics in
      metrics.record(0.5, as: "loss", step: 1)
      return result
    }
  }

  private func runner(
    _ observer: Recorder, cache: StageCache? = nil, usesRecords: Bool = true
  ) -> StageRunner {
    StageRunner(cache: cache ?? self.cache, usesRecords: usesRecords, observer: observer)
  }

  @Test func `a stage runs once, and is then taken from its record`() throws {
    let (first, second) = (Recorder(), Recorder())
    let made = try stage(runner(first))
    let recorded = try stage(runner(second), result: 2)
    #expect(first.begun == ["sum"])
    #expect(!made.isRecorded)
    #expect(second.begun == [])
    #expect(second.replayed == ["sum"])
    #expect(recorded.isRecorded)
    #expect(recorded.product == 1)
    #expect(recorded.metrics == made.metrics)
  }

  @Test func `a stage that is asked for twice in a run is not shown twice`() throws {
    let observer = Recorder()
    let runner = runner(observer, usesRecords: false)
    #expect(try stage(runner).product == 1)
    #expect(try stage(runner, result: 2).product == 1)
    #expect(observer.begun == ["sum"])
    #expect(observer.replayed == [])
  }

  @Test func `a fresh run does not look at records, but leaves its own`() throws {
    _ = try stage(runner(Recorder()))
    let fresh = Recorder()
    #expect(try stage(runner(fresh, usesRecords: false), result: 2).product == 2)
    #expect(fresh.begun == ["sum"])
    #expect(try stage(runner(Recorder()), result: 3).product == 2)
  }

  @Test func `a record that the learner refuses is made again`() throws {
    _ = try stage(runner(Recorder()))
    let observer = Recorder()
    observer.usesRecords = false
    #expect(try stage(runner(observer), result: 2).product == 2)
    #expect(observer.begun == ["sum"])
  }

  @Test(arguments: ["snapshot.json", "record.json", "metrics.csv", "key.txt"])
  func `a damaged record is told, and the stage made again`(name: String) throws {
    _ = try stage(runner(Recorder()))
    try Data("{\"garb".utf8).write(to: cache.folder.appending(path: "\(key.folder)/\(name)"))
    let observer = Recorder()
    #expect(try stage(runner(observer), result: 2).product == 2)
    #expect(observer.begun == ["sum"])
    #expect(observer.warnings.count == 1)
    #expect(observer.warnings.first?.contains("The record of 'sum' cannot be used") == true)
    // The new record is whole.
    #expect(try stage(runner(Recorder()), result: 3).product == 2)
  }

  @Test func `a cache that cannot be written to is told once, and the run goes on`() throws {
    // A file in the folder's place stops the administrator, too.
    let place = folder.url.appending(path: "file")
    try Data().write(to: place)
    let observer = Recorder()
    let runner = runner(observer, cache: StageCache(folder: place.appending(path: "tutor")))
    #expect(try stage(runner).product == 1)
    #expect(
      try stage(runner, key: StageKey("difference", recipe: 1, settings: [2])).product == 1)
    #expect(observer.warnings.count == 1)
    #expect(observer.warnings.first?.contains("Set XDG_CACHE_HOME to a folder") == true)
  }

  @Test func `numbers that are not finite are recorded, too`() throws {
    func stage() throws -> [Double] {
      try #require(
        try runner(Recorder()).make(key) { _ in [Double.infinity, -.infinity, .nan] }.product)
    }
    #expect(try "\(stage())" == "[inf, -inf, nan]")
    #expect(try "\(stage())" == "[inf, -inf, nan]")
  }

  @Test func `a stage that fails leaves no record`() throws {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try runner(Recorder()).make(key) { _ -> Int in throw Failure() }
    }
    #expect(try cache.load(key) == nil)
  }
}

extension StageRunner {
  /// A stage that trains nothing, and whose snapshot is its product.
  @discardableResult
  fileprivate func make<Product: Codable>(
    _ key: StageKey, _ body: (inout MetricLog) throws -> Product
  ) throws -> Stage<Product?, Product?> {
    try stage(
      key, title: Label(key.name), total: 1, snapshot: Product?.none,
      restore: { _, snapshot in snapshot }, weights: { _ in nil },
      run: { run in
        run.snapshot = try body(&run.metrics)
        return (run.snapshot, .none)
      })
  }
}
