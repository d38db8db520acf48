import Alignment
import Course
import Foundation
import Metrics
import Notebook
import Testing

/// The folder of the project.
let projectRoot = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../..").standardizedFileURL

/// A folder that is gone when the test ends.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "course-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The names of what is in a folder below.
  func names(_ path: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.appending(path: path).path).sorted()
  }
}

/// Writes down what it is told.
final class Recorder: StageObserver {
  /// Whether records of earlier runs are used.
  var usesRecords = true
  private(set) var begun: [String] = []
  private(set) var replayed: [String] = []
  private(set) var warnings: [String] = []

  private struct Progress: StageProgress {
    func update(_ step: Int, _ note: String) {}
    func finish(_ note: String) {}
  }

  func begin(_ title: String, total: Int) -> any StageProgress {
    begun.append(title)
    return Progress()
  }

  func replay(_ title: String, seconds: Double, metrics: MetricLog) -> Bool {
    if usesRecords { replayed.append(title) }
    return usesRecords
  }

  func warn(_ message: String) { warnings.append(message) }
}

/// The settings of the committed files, with some changed.
func makeSettings(_ overrides: [String] = [], seed: UInt64? = nil) throws -> CourseSettings {
  try CourseSettings(
    Hyperparameters(
      files: CourseSettings.files(root: projectRoot), readsLocalFiles: false,
      overrides: overrides, seed: seed))
}

/// A course whose stages take a tenth of a second each.
func makeTinyCourse(
  _ overrides: [String: String] = [:], seed: UInt64 = 0, cache: StageCache? = nil,
  usesRecords: Bool = true, observer: Recorder = Recorder(), threads: Int = 2
) throws -> Course {
  let tiny = [
    "world.webDocuments": "100", "world.validationDocuments": "20",
    "base.vocabularySize": "400", "base.contextLength": "96", "base.width": "16",
    "base.layers": "1", "base.heads": "2", "base.epochs": "1",
    "sft.demonstrations": "24", "sft.epochs": "2",
    "rewardModel.rankedPrompts": "12", "rewardModel.epochs": "1",
    "ppo.iterations": "2", "ppo.batchSize": "8",
  ].merging(overrides) { $1 }
  var settings = try makeSettings(
    tiny.map { "\($0)=\($1)" }.sorted(), seed: seed)
  settings.isQuick = true
  return try Course(
    settings, dataFolder: projectRoot.appending(path: "Data"), cache: cache,
    usesRecords: usesRecords, observer: observer, threads: threads)
}
