import Models
import Training
import Words

extension Course {
  /// What trainings up to a step take at their peak.
  package enum Trainings: Int, Sendable {
    case base, supervised, rewardModel, policy, student
  }

  /// How much a lesson's own trainings, which are no stage of the course, read at once: batch sizes by their keys,
  /// such as `masked.batchSize`.
  package struct OwnBatches: Sendable {
    /// Of documents that models of the base's size read.
    package var documents: [String: Int]
    /// Of episodes of PPO.
    package var episodes: [String: Int]

    package init(documents: [String: Int] = [:], episodes: [String: Int] = [:]) {
      (self.documents, self.episodes) = (documents, episodes)
    }
  }

  /// Bytes that the trainings take at their peak; a rough estimate, within a third.
  package func memoryNeeded(for last: Trainings, with own: OwnBatches = OwnBatches()) -> Int {
    let size = settings.base.size.configuration(vocabularySize: tokenizer.vocabularySize)
    let documents = documentLengths
    func step(_ count: Int, of lengths: [Int], _ isPredicting: Bool = true) -> TrainingMemory {
      TrainingMemory(size, sequences: count, of: lengths, isPredicting: isPredicting)
    }
    let whole = promptLengths.map { $0 + examiner.maximumNewTokens / 2 }
    let look = step(32 * workers.threads, of: documents).forward
    let weights = step(1, of: documents).weights
    var most = ([settings.base.training.batchSize] + own.documents.values).map { batch in
      step(min(batch, data.web.count), of: documents).languageModelTraining + look
    }
    if last.rawValue >= Trainings.supervised.rawValue {
      let batch = min(settings.sft.training.batchSize, settings.sft.data.demonstrations)
      most.append(weights + step(batch, of: whole).languageModelTraining + look)
    }
    if last.rawValue >= Trainings.rewardModel.rawValue {
      let ranking = settings.rewardModel.ranking
      let batch =
        min(settings.rewardModel.training.batchSize, ranking.rankedPrompts)
        * (ranking.minimumOutputs + ranking.maximumOutputs) / 2
      most.append(2 * weights + step(batch, of: whole, false).training)
    }
    if last.rawValue >= Trainings.policy.rawValue {
      let episodes = own.episodes.values.reduce(settings.ppo.batchSize, max)
      let batch = episodes / max(1, settings.ppo.minibatches)
      var (policy, reading) = (step(batch, of: whole), step(episodes, of: whole))
      // Only the answers' tokens are asked for.
      policy.predicted = batch * examiner.maximumNewTokens / 2
      reading.predicted = episodes * examiner.maximumNewTokens / 2
      most.append(
        5 * weights + policy.training + step(batch, of: whole, false).training + reading.forward)
    }
    if last.rawValue >= Trainings.student.rawValue {
      let size = studentSize
      let batch = min(settings.base.training.batchSize, data.web.count)
      most.append(
        TrainingMemory(size, sequences: batch, of: documents).languageModelTraining
          + TrainingMemory(size, sequences: 32 * workers.threads, of: documents).forward)
    }
    return Course.memoryOfProgram + 4 * (most.max() ?? 0)
  }

  private var studentSize: TransformerConfiguration {
    settings.student.size(like: settings.base.size)
      .configuration(vocabularySize: tokenizer.vocabularySize)
  }

  /// Bytes of the program, its texts and its tokens.
  private static let memoryOfProgram = 60_000_000

  /// Refuses a training that does not fit into memory, before anything is trained.
  ///
  /// - Throws: `UsageError` that says how much is needed, and which smaller values would do.
  package func requireMemory(
    for last: Trainings, with own: OwnBatches = OwnBatches(),
    available: AvailableMemory? = .now
  ) throws {
    let needed = memoryNeeded(for: last, with: own)
    guard let available, needed > available.usable else { return }
    func gigabytes(_ bytes: Int) -> String { (Double(bytes) / 1e9).formatted(places: 1) }
    throw UsageError(
      "memory-short",
      [
        "needed": gigabytes(needed), "free": gigabytes(available.usable),
        "example": smallerValues(for: last, own),
      ])
  }

  /// The defaults of what was made larger, as they are typed.
  private func smallerValues(for last: Trainings, _ own: OwnBatches) -> String {
    let size = settings.base.size
    var values: [(key: String, value: Int, usual: Int)] = [
      ("base.width", size.width, 64), ("base.layers", size.layers, 2),
      ("base.batchSize", settings.base.training.batchSize, 16),
    ]
    if last.rawValue >= Trainings.supervised.rawValue {
      values.append(("sft.batchSize", settings.sft.training.batchSize, 16))
    }
    if last.rawValue >= Trainings.rewardModel.rawValue {
      values.append(("rewardModel.batchSize", settings.rewardModel.training.batchSize, 8))
    }
    if last.rawValue >= Trainings.policy.rawValue {
      values.append(("ppo.batchSize", settings.ppo.batchSize, 128))
    }
    if last.rawValue >= Trainings.student.rawValue {
      values += [
        ("student.width", settings.student.width, 32),
        ("student.layers", settings.student.layers, 1),
      ]
    }
    for (batches, usual) in [(own.documents, 16), (own.episodes, 64)] {
      values += batches.sorted { $0.key < $1.key }.map { ($0.key, $0.value, usual) }
    }
    let large = values.filter { $0.value > $0.usual }
    return (large.isEmpty ? Array(values.prefix(3)) : large)
      .map { "--set \($0.key)=\($0.usual)" }.joined(separator: " ")
  }

  /// Tells of trainings that take longer than an hour, by what a model of this size takes to read some documents
  /// now. A step costs three times as much as reading (Kaplan et al. 2020: 6 operations for each weight and
  /// token, 2 of them forward).
  package func warnOfLongTraining(for last: Trainings) {
    let tokens = tokensRead(for: last)
    let size = settings.base.size.configuration(vocabularySize: tokenizer.vocabularySize)
    let weights = TrainingMemory(size, sequences: 1, of: documentLengths).weights
    // Less takes no computer an hour; then nothing is measured.
    guard 6 * Double(weights) * tokens > 3e13 else { return }
    var random = random("how long a training takes")
    let model = LanguageModel(size, using: &random)
    let sample = Array(validation.prefix(32))
    let start = ContinuousClock.now
    _ = model.evaluate(on: sample, workers: workers)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rate = Double(sample.reduce(0) { $0 + $1.ids.count }) / (3 * seconds)
    let hours = tokens / rate / 3600
    guard hours > 1 else { return }
    runner.observer.warn(
      Messages.text("long-training.warning", ["hours": hours.formatted(places: 0)]))
  }

  /// Tokens that are learned from, as often as they are read.
  private func tokensRead(for last: Trainings) -> Double {
    func mean(_ lengths: [Int]) -> Double {
      Double(lengths.reduce(0, +)) / Double(max(1, lengths.count))
    }
    let whole = mean(promptLengths) + Double(examiner.maximumNewTokens) / 2
    var tokens =
      mean(documentLengths) * Double(data.web.count) * Double(settings.base.training.epochs)
    if last.rawValue >= Trainings.supervised.rawValue {
      tokens +=
        whole * Double(settings.sft.data.demonstrations) * Double(settings.sft.training.epochs)
    }
    if last.rawValue >= Trainings.rewardModel.rawValue {
      let ranking = settings.rewardModel.ranking
      let outputs = Double(ranking.minimumOutputs + ranking.maximumOutputs) / 2
      tokens +=
        whole * outputs * Double(ranking.rankedPrompts)
        * Double(settings.rewardModel.training.epochs)
    }
    if last.rawValue >= Trainings.policy.rawValue {
      // Policy and value model learn; all four models read each answer once more.
      tokens +=
        whole * Double(settings.ppo.iterations) * Double(settings.ppo.batchSize)
        * (2 * Double(settings.ppo.innerEpochs) + 2)
    }
    if last.rawValue >= Trainings.student.rawValue {
      // The policy learns; it and the supervised model read each answer once more.
      tokens +=
        whole * Double(settings.verifiable.iterations) * Double(settings.verifiable.batchSize)
        * (Double(settings.ppo.innerEpochs) + 2)
    }
    return tokens
  }
}
