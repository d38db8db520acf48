import Foundation
import ToyWorld
import Words

extension Course {
  /// The header of labels that are made now.
  package func labelHeader(
    name: String, setSeed: UInt64, models: [CourseModel] = [.sft]
  ) throws -> LabelHeader {
    let isUsual = models == [.sft]
    let keys = isUsual ? [] : try models.map { try trained($0).writer.key.folder }
    return LabelHeader(
      name: name, world: settings.world.seed, settings: try labelFingerprint, setSeed: setSeed,
      models: isUsual ? nil : models,
      trained: isUsual ? nil : digest(of: keys.joined(separator: "\n")))
  }

  /// Stands for all settings and data that the SFT model depends on, whose outputs are labeled.
  private var labelFingerprint: String {
    get throws {
      struct Settings: Encodable {
        var seed: UInt64
        var world: WorldSettings
        var base: BaseSettings
        var sft: FineTuningSettings
        var demonstrations: [DemonstrationRecord]
        var web: [String]
        /// Nil where the course has trained all models itself.
        var models: ModelPaths?
      }
      let settings = Settings(
        seed: settings.seed, world: settings.world, base: settings.base, sft: settings.sft,
        demonstrations: data.demonstrations(settings.sft), web: data.webFingerprints,
        models: settings.models.areNone ? nil : settings.models)
      return fingerprint(of: try JSONEncoder.stages.encode(settings))
    }
  }

  /// Lets a person's labels count from now on: the course's reward model learns from them, too.
  ///
  /// - Throws: `UsageError` for labels of other settings, without a ranking to learn from, or with an answer
  ///   that is longer than the model can read.
  package func use(_ labels: Labels, at path: String) throws {
    try labels.requireOrigin(of: labelHeader(name: "", setSeed: 0), at: path)
    guard !labels.training.isEmpty else { throw UsageError("labels-empty", ["path": path]) }
    self.labels = labels
    // What is too long is found before anything is trained.
    _ = try learnerRankings()
  }
}
