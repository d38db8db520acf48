import Models
import Training
import Words

extension OwnCourse {
  /// Refuses trainings that do not fit into memory, before anything is trained. A rough estimate, as of the course's
  /// own (`Course.memoryNeeded`).
  ///
  /// - Throws: `UsageError`.
  package func requireMemory(
    for last: Course.Trainings, available: AvailableMemory? = .now
  ) throws {
    let needed = memoryNeeded(for: last)
    guard let available, needed > available.usable else { return }
    func gigabytes(_ bytes: Int) -> String { (Double(bytes) / 1e9).formatted(places: 1) }
    let (size, settings) = (configuration, course.settings)
    let smaller = [
      ("base.contextLength", size.contextLength, 64), ("base.width", size.width, 64),
      ("base.layers", size.layers, 2),
      ("rewardModel.batchSize", settings.rewardModel.training.batchSize, 8),
      ("ppo.batchSize", settings.ppo.batchSize, 128),
    ].filter { $0.1 > $0.2 }
    throw UsageError(
      "memory-short",
      [
        "needed": gigabytes(needed), "free": gigabytes(available.usable),
        "example": (smaller.isEmpty ? [("base.width", 64, 32)] : smaller)
          .map { "--set \($0.0)=\($0.2)" }.joined(separator: " "),
      ])
  }

  /// Bytes that the trainings take at their peak.
  func memoryNeeded(for last: Course.Trainings) -> Int {
    let settings = course.settings
    func step(_ count: Int, _ lengths: [Int], _ isPredicting: Bool = true) -> TrainingMemory {
      TrainingMemory(configuration, sequences: count, of: lengths, isPredicting: isPredicting)
    }
    let texts = windows.training.map(\.count)
    let weights = step(1, texts).weights
    var most = [step(settings.base.training.batchSize, texts).languageModelTraining]
    if last.rawValue >= Course.Trainings.supervised.rawValue, !demonstrations.training.isEmpty {
      let lengths = demonstrations.training.map { $0.demonstration.ids.count }
      most.append(weights + step(settings.sft.training.batchSize, lengths).languageModelTraining)
    }
    if last.rawValue >= Course.Trainings.rewardModel.rawValue {
      let sequences = rankings.training.map(\.ranking.sequences)
      let answers = sequences.reduce(0) { $0 + $1.count }
      let count =
        settings.rewardModel.training.batchSize * answers / max(1, sequences.count)
      most.append(2 * weights + step(count, sequences.flatMap { $0.map(\.count) }, false).training)
    }
    if last.rawValue >= Course.Trainings.policy.rawValue {
      let whole = prompts.training.map { $0.ids.count + answerTokens }
      let batch = settings.ppo.batchSize / max(1, settings.ppo.minibatches)
      var (policy, reading) = (step(batch, whole), step(settings.ppo.batchSize, whole))
      // Only the answers' tokens are asked for.
      policy.predicted = batch * answerTokens
      reading.predicted = settings.ppo.batchSize * answerTokens
      most.append(
        5 * weights + policy.training + step(batch, whole, false).training + reading.forward)
    }
    return 60_000_000 + 4 * (most.max() ?? 0)
  }
}
