import Course
import Foundation
import Hyperparameters
import Metrics
import Words

/// The committed hyperparameters, with some changed.
package func makeHyperparameters(
  _ overrides: [String] = [], isQuick: Bool = false, seed: UInt64? = nil
) throws -> Hyperparameters {
  try Hyperparameters(
    files: Hyperparameters.committedFiles(root: projectRoot), readsLocalFiles: false,
    quickFile: isQuick ? projectRoot.appending(path: "Lessons/quick.yaml") : nil,
    overrides: overrides, seed: seed)
}

/// The committed values of one group of hyperparameters, such as `ppo`.
package func committed<Options: Decodable>(
  _ type: Options.Type = Options.self, _ group: String
) throws -> Options {
  try makeHyperparameters().decode(type, group: group)
}

/// The settings of the committed files, with some changed.
package func makeSettings(
  _ overrides: [String] = [], seed: UInt64? = nil
) throws -> CourseSettings {
  try CourseSettings(makeHyperparameters(overrides, seed: seed))
}

/// What makes a course's stages take a tenth of a second each.
package let tinyCourse = [
  "world.webDocuments": "100", "world.validationDocuments": "20",
  "examination.answersPerKind": "4", "examination.rankedPrompts": "40",
  "base.vocabularySize": "400", "base.contextLength": "96", "base.width": "16",
  "base.layers": "1", "base.heads": "2", "base.epochs": "1",
  "sft.demonstrations": "24", "sft.epochs": "2",
  "rewardModel.rankedPrompts": "12", "rewardModel.epochs": "1",
  "ppo.iterations": "2", "ppo.batchSize": "8",
]

/// A tiny course, with some of its hyperparameters changed.
package func makeTinyCourse(
  _ overrides: [String: String] = [:], seed: UInt64 = 0, cache: StageCache? = nil,
  usesRecords: Bool = true, observer: Recorder = Recorder(), threads: Int = 2
) throws -> Course {
  let changes = tinyCourse.merging(overrides) { $1 }
  return try Course(
    makeSettings(changes.map { "\($0)=\($1)" }.sorted(), seed: seed),
    dataFolder: projectRoot.appending(path: "Data"), cache: cache, usesRecords: usesRecords,
    observer: observer, threads: threads)
}

/// The files of all stages, but for how long they took and when.
package func contents(of cache: StageCache) throws -> [String: Data] {
  var contents: [String: Data] = [:]
  for stage in try FileManager.default.contentsOfDirectory(atPath: cache.folder.path) {
    let place = cache.folder.appending(path: stage)
    for file in try FileManager.default.contentsOfDirectory(atPath: place.path)
    where file != "record.json" {
      contents["\(stage)/\(file)"] = try Data(contentsOf: place.appending(path: file))
    }
  }
  return contents
}

/// Writes down what it is told of stages.
package final class Recorder: StageObserver {
  /// Whether records of earlier runs are used.
  package var usesRecords = true
  package private(set) var begun: [Label] = []
  package private(set) var replayed: [Label] = []
  package private(set) var resumed: [Label] = []
  package private(set) var judgements: [TrainingJudgement] = []
  package private(set) var warnings: [String] = []

  /// Is called at each step of each stage; what it throws ends the run.
  package var onUpdate: (_ title: Label, _ step: Int) throws -> Void = { _, _ in }

  private struct Progress: StageProgress {
    let onUpdate: (Int) throws -> Void
    func update(_ step: Int, _ note: Label, _ moment: Moment) throws { try onUpdate(step) }
    func finish(_ note: Label) {}
  }

  package init() {}

  package func begin(_ title: Label, total: Int) -> any StageProgress {
    begun.append(title)
    return Progress { [self] in try onUpdate(title, $0) }
  }

  package func replay(_ title: Label, seconds: Double, metrics: MetricLog) -> Bool {
    if usesRecords { replayed.append(title) }
    return usesRecords
  }

  package func resume(_ title: Label, seconds: Double) { resumed.append(title) }

  package func judge(_ title: Label, _ judgement: TrainingJudgement) {
    judgements.append(judgement)
  }

  package func warn(_ message: String) { warnings.append(message) }

  package func didStop(_ title: Label) {}
}
