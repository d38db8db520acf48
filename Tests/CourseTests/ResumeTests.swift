import Course
import Foundation
import Models
import TestSupport
import Testing
import Training
import Words

/// A stage that was cut off goes on, and ends with the bits of one that was not.
@Suite(.serialized) struct ResumeTests: CutOffRuns {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let changes: [[String: String]] = [
    [:],
    ["ppo.targetKL": "0.5", "ppo.klHorizon": "20"],
    ["ppo.rolloutInterval": "2", "ppo.innerEpochs": "2"],
    ["ppo.pretrainingCoefficient": "0.1", "ppo.minibatches": "2"],
  ]

  @Test(arguments: changes)
  func `the whole pipeline, cut off again and again, gives the same bits`(
    changes: [String: String]
  ) throws {
    let settings = changes.merging(["ppo.iterations": "8", "rewardModel.epochs": "4"]) { $1 }
    _ = try course(cache("undisturbed"), Recorder(), settings).policy()
    let resumed = try runCutOff(settings, cache("cut off")) { _ = try $0.policy() }
    #expect(resumed == ["base", "sft", "reward-model", "ppo"])
    #expect(try contents(of: cache("cut off")) == contents(of: cache("undisturbed")))
  }

  @Test func `a policy on the learner's leash goes on with β as it was moved`() throws {
    // After each start the learner holds β for an iteration, and doubles it then.
    func train(_ course: Course) throws -> Leash {
      var (calls, beta) = (0, 0.1)
      return try course.steeredPolicy(
        course.settings.ppo, against: course.rewardModel(), leash: nil,
        hand: {
          calls += 1
          if calls == 2 { beta *= 2 }
          return beta
        }, takingUp: { beta = $0 }, title: "your-leash"
      ).leash
    }
    let settings = ["ppo.iterations": "8", "ppo.klCoefficient": "0.1"]
    var leash = Leash()
    let resumed = try runCutOff(settings, cache("cut off")) { leash = try train($0) }
    #expect(resumed.contains("your-leash"))
    let moved = leash.moves.map(\.klCoefficient)
    #expect(moved.count > 2)
    #expect(moved == moved.indices.map { 0.2 * Double(1 << $0) })
    // Who moves β in the same way without being cut off gets the same policy.
    let other = try course(cache("undisturbed"), Recorder(), settings)
    _ = try other.steeredPolicy(
      other.settings.ppo, against: other.rewardModel(), leash: leash, hand: { 0 },
      title: "your-leash")
    #expect(try contents(of: cache("cut off")) == contents(of: cache("undisturbed")))
  }

  @Test func `a masked model, cut off again and again, gives the same bits`() throws {
    func train(_ course: Course) throws {
      let options = LanguageModelTrainingOptions(epochs: 2, batchSize: 16, learningRate: 0.01)
      _ = try course.languageModel(
        LanguageModelPlan(
          name: "masked", title: "masked",
          configuration: course.settings.base.size.configuration(
            vocabularySize: course.tokenizer.vocabularySize),
          options: options, tokenizer: course.tokenizer,
          masking: Masking(share: 0.2, tokenizer: course.tokenizer),
          count: course.data.web.count,
          texts: { course.data.web.map(course.tokenizer.opening) }, validation: { [] }),
        key: StageKey("masked", recipe: 1, settings: [1]))
    }
    try train(course(cache("undisturbed"), Recorder()))
    #expect(try runCutOff([:], cache("cut off"), train) == ["masked"])
    #expect(try contents(of: cache("cut off")) == contents(of: cache("undisturbed")))
  }

  /// Each model has more steps than are done before it is cut off again.
  @Test func `models that are trained one after another go on within the one that was cut off`()
    throws
  {
    func train(_ course: Course) throws {
      let sequences = course.data.web.prefix(8).map {
        LabeledSequence.nextToken(course.tokenizer.opening($0))
      }
      let options = LanguageModelTrainingOptions(epochs: 4, batchSize: 4, learningRate: 0.01)
      _ = try course.runner.stage(
        StageKey("models", recipe: 1, settings: [1]), title: "models", total: 3,
        snapshot: [Double](), restore: { _, losses in losses }, weights: { _ in nil },
        run: { run in
          for number in run.restoreParts()..<3 {
            var random = course.random("\(number)")
            let model = LanguageModel(
              course.settings.base.size.configuration(
                vocabularySize: course.tokenizer.vocabularySize), using: &random)
            var loss = 0.0
            try model.train(
              on: sequences, options: options, workers: course.workers, using: &random,
              keeper: run.part(after: number)
            ) { report in
              loss = report.loss
              try run.update(number, .none)
            }
            run.snapshot.append(loss)
          }
          return (run.snapshot, .none)
        })
    }
    try train(course(cache("undisturbed"), Recorder()))
    #expect(try runCutOff([:], cache("cut off"), train) == ["models"])
    #expect(try contents(of: cache("cut off")) == contents(of: cache("undisturbed")))
  }

  /// A cache with a base model that was cut off.
  private func makeCutOff(_ name: String) throws -> URL {
    let observer = Recorder()
    observer.onUpdate = { _, step in if step == 4 { throw CutOff() } }
    let cache = cache(name)
    #expect(throws: CutOff.self) { try course(cache, observer).base() }
    let stage = try #require(try cache.contents().first)
    #expect(stage.name == "base")
    #expect(stage.isUnfinished)
    #expect(stage.folder.pathExtension == "checkpoint")
    return stage.folder
  }

  @Test func `what was kept on the way goes when the stage is stored, or removed`() throws {
    let file = try makeCutOff("a")
    _ = try course(cache("a"), Recorder()).base()
    #expect(!FileManager.default.fileExists(atPath: file.path))
    let other = try makeCutOff("b")
    for stage in try cache("b").contents() { try cache("b").remove(stage) }
    #expect(!FileManager.default.fileExists(atPath: other.path))
  }

  @Test func `a fresh run begins at the start`() throws {
    _ = try makeCutOff("a")
    let observer = Recorder()
    _ = try course(cache("a"), observer, usesRecords: false).base()
    #expect(observer.resumed == [])
    #expect(observer.begun == ["base"])
  }

  @Test(arguments: [
    "a byte", "the end", "the first line", "everything", "the stage", "the position",
  ])
  func `what was kept and is damaged is told, and the stage begins anew`(what: String) throws {
    _ = try course(cache("undisturbed"), Recorder()).base()
    let file = try makeCutOff("damaged")
    var bytes = try Data(contentsOf: file)
    switch what {
    case "a byte": bytes[bytes.count - 5] ^= 0x40
    case "the end": bytes.removeLast(1000)
    case "the first line": bytes = Data("tutor checkpoint 99 0123456789abcdef\n".utf8) + bytes
    case "everything": bytes = Data()
    default:
      // Written as it should be, but not of this stage, or not of this training.
      let (old, new) =
        what == "the stage" ? ("seed 0", "seed 1") : (#""position":"3""#, #""position":"x""#)
      let content = try readSealed(file, as: "checkpoint 1")
      let range = try #require(content.range(of: Data(old.utf8)))
      try writeSealed(
        content.replacing(content[range], with: Data(new.utf8)), as: "checkpoint 1", to: file)
      bytes = try Data(contentsOf: file)
    }
    try bytes.write(to: file)
    let observer = Recorder()
    _ = try course(cache("damaged"), observer).base()
    #expect(observer.resumed == [])
    #expect(observer.warnings.count == 1)
    #expect(observer.warnings.first?.hasPrefix("'base' was cut off") == true)
    #expect(try contents(of: cache("damaged")) == contents(of: cache("undisturbed")))
  }

  @Test func `keeping takes a fiftieth of the time at most, and is done every two seconds at most`()
  {
    let pace = CheckpointPace.standard
    #expect(pace.pause(after: .milliseconds(10)) == .seconds(2))
    #expect(pace.pause(after: .milliseconds(100)) == .milliseconds(4900))
  }
}
