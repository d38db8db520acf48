import Alignment
import Course
import Foundation
import Hyperparameters
import Metrics
import Models
import TestSupport
import Testing
import ToyWorld
import Words

/// Base model → supervised fine-tuning → outputs → reward model → PPO, tiny.
@Suite(.serialized) struct PipelineTests {
  private let folder: TemporaryFolder
  private let cache: StageCache

  init() throws {
    folder = try TemporaryFolder()
    cache = StageCache(folder: folder.url.appending(path: "cache"))
  }

  private static let titles: [Label] = [
    "base", "sft", Label("outputs", ["count": "12"]), "reward-model", "ppo",
  ]

  /// What PPO needs of all stages; returns what was shown.
  @discardableResult
  private func run(
    _ overrides: [String: String] = [:], seed: UInt64 = 0, cache: StageCache? = nil,
    usesRecords: Bool = true, threads: Int = 2
  ) throws -> Recorder {
    let observer = Recorder()
    let course = try makeTinyCourse(
      overrides, seed: seed, cache: cache ?? self.cache, usesRecords: usesRecords,
      observer: observer, threads: threads)
    _ = try course.policy()
    return observer
  }

  @Test func `what was trained once is not trained again, and is the same`() throws {
    let first = Recorder()
    let trained = try makeTinyCourse(cache: cache, observer: first)
    let policy = try trained.policy()
    let rewardModel = try trained.rewardModel()
    #expect(first.begun == PipelineTests.titles)
    #expect(first.replayed == [])

    let second = Recorder()
    let recorded = try makeTinyCourse(cache: cache, observer: second)
    let recordedPolicy = try recorded.policy()
    #expect(second.begun == [])
    #expect(second.replayed == PipelineTests.titles)
    #expect(recordedPolicy.isRecorded)
    #expect(recordedPolicy.product.parameters.values == policy.product.parameters.values)
    #expect(recordedPolicy.metrics.csv == policy.metrics.csv)
    #expect(recordedPolicy.snapshot.map(\.answer) == policy.snapshot.map(\.answer))
    #expect(recordedPolicy.snapshot.map(\.gold) == policy.snapshot.map(\.gold))
    // The reward model brings its gain and bias along.
    let answers = recorded.examine(recordedPolicy.product)
    #expect(
      recorded.scores(of: answers, by: try recorded.rewardModel().product)
        == trained.scores(of: answers, by: rewardModel.product))
    #expect(first.warnings + second.warnings == [])
  }

  @Test func `one seed gives the same bits with one thread and with two`() throws {
    let other = StageCache(folder: folder.url.appending(path: "other"))
    try run(threads: 1)
    try run(cache: other, threads: 2)
    let (one, two) = (try contents(of: cache), try contents(of: other))
    // Weights, metrics, key and snapshot of four models; outputs have no weights, nor have the answers of
    // an examination and their scores.
    #expect(one.count == 4 * 4 + 3 + 2 * 3)
    #expect(one == two)
  }

  @Test func `another seed gives other weights`() throws {
    let base = try makeTinyCourse(cache: cache).base()
    let other = try makeTinyCourse(seed: 1, cache: cache).base()
    #expect(!other.isRecorded)
    #expect(base.product.parameters.values != other.product.parameters.values)
  }

  /// A changed setting, and the first stage that it concerns.
  @Test(arguments: [
    (["world.seed": "1"], 0), (["base.learningRate": "0.004"], 0), (["sft.noisyShare": "0.5"], 1),
    (["rewardModel.rankedPrompts": "13"], 2), (["rewardModel.labelerNoise": "0.1"], 3),
    (["ppo.klCoefficient": "0.2"], 4),
    (["overfit.steps": "7"], 5),
  ])
  func `a change trains again what depends on it, and nothing else`(
    change: [String: String], first: Int
  ) throws {
    try run()
    let observer = try run(change)
    let count = change["rewardModel.rankedPrompts"] ?? "12"
    let titles = PipelineTests.titles.map {
      $0.key == "outputs" ? Label("outputs", ["count": count]) : $0
    }
    #expect(observer.replayed.prefix(first) == titles.prefix(first))
    // Outputs of the same model are the same, whoever ranks them.
    #expect(observer.begun.first == titles.dropFirst(first).first)
    #expect(observer.begun == Array(titles.dropFirst(first)))
  }

  @Test func `an edited demonstration trains again what was fine-tuned on it, and nothing else`()
    throws
  {
    let data = folder.url.appending(path: "Data")
    try FileManager.default.copyItem(at: projectRoot.appending(path: "Data"), to: data)
    var settings = try makeTinyCourse(["base.width": "8"]).settings
    settings.world = WorldSettings()
    func stages() throws -> (base: String, sft: String) {
      let course = try Course(settings, dataFolder: data, cache: cache)
      return (try course.base().key.folder, try course.supervisedFineTuned().key.folder)
    }
    func edit(line: Int) throws {
      let file = data.appending(path: "demonstrations.jsonl")
      var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      lines[line] = "{\"prompt\": \"what is this ?\", \"completion\": \"an edit .\"}"
      try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    }
    let before = try stages()
    // The tiny course reads 24.
    try edit(line: 24)
    #expect(try stages() == before)
    try edit(line: 23)
    #expect(try stages().base == before.base)
    #expect(try stages().sft != before.sft)
  }

  @Test func `a reward model's key names the outputs that were ranked`() throws {
    // So that another recipe of the outputs makes another reward model, and another policy.
    let course = try makeTinyCourse(cache: cache)
    let outputs = try course.outputs(
      of: course.supervisedFineTuned(), prompts: 12, split: .train,
      settings: course.settings.rewardModel.ranking)
    let rewardModel = try course.rewardModel()
    #expect(rewardModel.key.text.contains("after \(outputs.key.folder)\n"))
    #expect(try course.policy().key.text.contains("after \(rewardModel.key.folder)\n"))
  }

  @Test func `settings that no stage of the run reads change nothing`() throws {
    try run()
    #expect(try run(["overOptimization.iterations": "7", "limits.iterations": "7"]).begun == [])
  }

  @Test func `how answers are examined is part of a stage`() throws {
    _ = try makeTinyCourse(cache: cache).base()
    var settings = try makeTinyCourse().settings
    settings.examination.answersPerKind = 5
    let course = try Course(
      settings, dataFolder: projectRoot.appending(path: "Data"), cache: cache)
    #expect(try !course.base().isRecorded)
  }

  @Test func `a fresh run trains all again, to the same bits`() throws {
    try run()
    let before = try contents(of: cache)
    #expect(try run(usesRecords: false).begun == PipelineTests.titles)
    #expect(try contents(of: cache) == before)
  }

  @Test func `a record that the learner refuses is trained again from the start`() throws {
    try run()
    let before = try contents(of: cache)
    let observer = Recorder()
    observer.usesRecords = false
    _ = try makeTinyCourse(cache: cache, observer: observer).policy()
    #expect(observer.begun == PipelineTests.titles)
    #expect(try contents(of: cache) == before)
  }

  @Test(arguments: zip(["base", "sft", "reward-model", "ppo"], [0, 7, 5000, -1]))
  func `damaged weights are told, and trained again`(stage: String, kept: Int) throws {
    try run()
    let before = try contents(of: cache)
    let path = try #require(before.keys.first { $0.hasPrefix("\(stage)-") && $0.contains("weig") })
    let weights = try #require(before[path])
    // Cut to nothing, to a part of the header, to a part of the numbers, or by one byte.
    try weights.prefix(kept < 0 ? weights.count + kept : kept)
      .write(to: cache.folder.appending(path: path))
    let observer = try run()
    #expect(observer.warnings.count == 1)
    #expect(observer.warnings.first?.contains("The record of '\(stage)' cannot be used") == true)
    #expect(observer.begun.count == 1)
    #expect(try contents(of: cache) == before)
  }

  @Test func `losses are those of the recipe`() throws {
    let course = try makeTinyCourse(["base.epochs": "4", "sft.epochs": "4"])
    let base = try course.base().metrics
    let sft = try course.supervisedFineTuned().metrics
    let rewardModel = try course.rewardModel().metrics
    let ppo = try course.policy().metrics
    // Rankings and rollouts are sampled, and on another processor a token may fall differently: hence
    // the wide tolerance further down the line.
    expectRecipe(base, "eval_loss", 4.8605, tolerance: 1e-3, of: "base")
    expectRecipe(sft, "eval_loss", 4.7904, tolerance: 1e-3, of: "sft")
    expectRecipe(rewardModel, "loss", 0.7083, tolerance: 0.02, of: "reward-model")
    expectRecipe(ppo, "loss/value_avg", 0.4325, tolerance: 0.05, of: "ppo")
  }

  private func expectRecipe(
    _ metrics: MetricLog, _ name: String, _ expected: Double, tolerance: Double, of stage: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let value = metrics.last(name) ?? .nan
    #expect(
      abs(value - expected) <= tolerance * abs(expected),
      """
      The last \(name) of '\(stage)' is \(value), not \(expected). If the code was meant to change \
      results, raise the recipe number of this stage (and of no other), or else records of the old \
      code are taken for those of the new; then write the new value here.
      """,
      sourceLocation: sourceLocation)
  }

  // MARK: Perplexity

  @Test func `perplexity is e to the nats a word, with an interval over documents`() throws {
    let course = try makeTinyCourse()
    let model = try course.base().product
    var evaluation = model.evaluate(on: course.validation, workers: course.workers)
    let words = course.data.webValidation.map { Double(wordCount(of: $0)) }
    try #require(words.count == 20)

    // Two nats for every word of every document: e², and no doubt.
    for index in words.indices { evaluation.sequences[index].nats = 2 * words[index] }
    let sure = course.perplexity(evaluation)
    #expect(abs(sure.value - exp(2)) < 1e-9)
    #expect(abs((sure.low ?? 0) - exp(2)) < 1e-9)

    // One nat more in ten documents and one less in ten: the same mean. The residuals are ±1, their
    // variance 20/19, the standard error of their mean √(20/19 / 20) = 1/√19, and t(19) = 2.0930.
    for index in words.indices {
      evaluation.sequences[index].nats += index.isMultiple(of: 2) ? 1 : -1
    }
    let half = 2.0930 / 19.0.squareRoot() / (words.reduce(0, +) / 20)
    let unsure = course.perplexity(evaluation)
    #expect(abs(unsure.value - exp(2)) < 1e-9)
    #expect(abs((unsure.low ?? 0) - exp(2 - half)) < 1e-4)
    #expect(abs((unsure.high ?? 0) - exp(2 + half)) < 1e-4)
    #expect(unsure.n == 20)
  }
}
