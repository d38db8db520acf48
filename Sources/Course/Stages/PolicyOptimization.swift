import Alignment
import Metrics
import Models
import Randomness
import Tensors
import ToyWorld
import Training
import Words

/// How a policy did in the middle of PPO.
package struct PolicyPoint: Codable, Sendable {
  package var iteration: Int
  /// Mean score of the reward model over the iteration's episodes.
  package var proxy: Double
  /// Mean gold score of the same episodes.
  package var gold: Double
  /// Mean sampled KL to the reference, in nats a response.
  package var kl: Double
  /// One answer, to see what the numbers mean.
  package var prompt: String
  package var answer: String
}

extension Label {
  static func scores(of point: PolicyPoint?) -> Label {
    Label(
      "scores",
      [
        "score": (point?.proxy ?? .nan).formatted(places: 2),
        "gold": (point?.gold ?? .nan).formatted(places: 2),
        "kl": (point?.kl ?? .nan).formatted(places: 1),
      ])
  }
}

/// When β was moved while a policy trained, and to what.
package struct Leash: Codable, Equatable, Sendable {
  package struct Move: Codable, Equatable, Sendable {
    /// The first iteration with the new β, counted from 0.
    package var iteration: Int
    package var klCoefficient: Double
  }

  package private(set) var moves: [Move] = []

  package init() {}

  /// - Parameter numbers: iteration, β, iteration, β, …, as a hyperparameter has them.
  package init(_ numbers: [Double]) {
    moves = stride(from: 0, to: numbers.count - 1, by: 2).map {
      Move(iteration: Int(bounded: numbers[$0]), klCoefficient: numbers[$0 + 1])
    }
  }

  package var numbers: [Double] { moves.flatMap { [Double($0.iteration), $0.klCoefficient] } }
  package var last: Double? { moves.last?.klCoefficient }

  mutating func move(to klCoefficient: Double, at iteration: Int) {
    moves.append(Move(iteration: iteration, klCoefficient: klCoefficient))
  }

  /// β at an iteration; nil before the first move.
  func klCoefficient(at iteration: Int) -> Double? {
    moves.last { $0.iteration <= iteration }?.klCoefficient
  }
}

/// Keeps, beside where a training stands, how β was moved until then.
private final class LeashKeeper: CheckpointKeeper {
  fileprivate struct Position<Inner> {
    var leash: Leash
    var inner: Inner
  }

  var run: StageRun<[PolicyPoint]>?
  var leash = Leash()
  private var hasRestored = false

  /// β where an earlier run was cut off, once; nil where none was, or where it was not moved.
  func takenUp() -> Double? {
    defer { hasRestored = false }
    return hasRestored ? leash.last : nil
  }

  var isDue: Bool { run?.isDue ?? false }

  func keep(_ position: some Encodable, _ tensors: [NamedParameters]) {
    run?.keep(Position(leash: leash, inner: position), tensors)
  }

  func restore<Inner: Decodable>(_ type: Inner.Type, into tensors: [NamedParameters]) -> Inner? {
    guard let kept = run?.restore(Position<Inner>.self, into: tensors) else { return nil }
    (leash, hasRestored) = (kept.leash, true)
    return kept.inner
  }
}

extension LeashKeeper.Position: Encodable where Inner: Encodable {}
extension LeashKeeper.Position: Decodable where Inner: Decodable {}

extension Course {
  /// Step 3 of RLHF: the supervised model, trained by PPO against the reward model.
  package func policy() throws -> Stage<LanguageModel, [PolicyPoint]> {
    try importedPolicy() ?? policy(settings.ppo, against: rewardModel(), title: "ppo")
  }

  /// The value model that PPO has trained beside the policy. Nothing of the course needs it afterwards, so it is not
  /// kept: who wants it has PPO run once more.
  package func valueModel() throws -> Stage<ScalarModel, [PolicyPoint]> {
    let (start, judge) = (try supervisedFineTuned(), try rewardModel())
    let key = try StageKey(
      "ppo-value", recipe: 1, settings: settings.ppo, seed: settings.seed,
      parents: [start.key, judge.key])
    let models = PPOModels(policy: start.product.copy(), rewardModel: judge.product)
    return try runner.stage(
      key, title: "ppo-value", total: settings.ppo.iterations, snapshot: [PolicyPoint](),
      restoring: models.valueModel
    ) { run in
      try train(models, settings.ppo, on: .equalShares(), run, steering: { _ in nil })
      return (models.valueModel, .scores(of: run.snapshot.last))
    }
  }

  /// A policy of other settings than the course's, or against another reward model.
  ///
  /// - Parameters:
  ///   - start: the supervised model that it starts from; nil for the course's.
  ///   - mix: the kinds of prompts that it practises on.
  package func policy(
    _ settings: PPOOptions, against rewardModel: Stage<ScalarModel, [Double]>,
    from start: Stage<LanguageModel, [FineTuningPoint]>? = nil,
    mix: PromptMix = .equalShares(), title: Label
  ) throws -> Stage<LanguageModel, [PolicyPoint]> {
    struct Settings: Encodable {
      var ppo: PPOOptions
      var weights: [Double]
    }
    let start = try start ?? supervisedFineTuned()
    let key = try StageKey(
      "ppo", recipe: 4,
      settings: Settings(ppo: settings, weights: mix.shares),
      seed: self.settings.seed, parents: [start.key, rewardModel.key])
    let models = PPOModels(policy: start.product.copy(), rewardModel: rewardModel.product)
    return try runner.stage(
      key, title: title, total: settings.iterations, snapshot: [PolicyPoint](),
      restoring: models.policy
    ) { run in
      try train(models, settings, on: mix, run, steering: { _ in nil })
      return (models.policy, .scores(of: run.snapshot.last))
    }
  }

  /// A policy whose β is moved while it trains.
  ///
  /// - Parameters:
  ///   - leash: when β was moved in an earlier run that is repeated; nil to follow the learner's hand.
  ///   - hand: gives the β that the learner wants now.
  ///   - takeUp: is told β where an earlier run was cut off and this one goes on.
  /// - Returns: the policy, and when β was moved.
  package func steeredPolicy(
    _ settings: PPOOptions, against rewardModel: Stage<ScalarModel, [Double]>, leash: Leash?,
    hand: @escaping () -> Double, takingUp takeUp: @escaping (Double) -> Void = { _ in },
    title: Label
  ) throws -> (stage: Stage<LanguageModel, [PolicyPoint]>, leash: Leash) {
    let start = try supervisedFineTuned()
    /// - Parameter leash: nil while it is not known how β will be moved.
    func key(_ leash: Leash?) throws -> StageKey {
      struct Settings: Encodable {
        var ppo: PPOOptions
        var leash: Leash?
      }
      return try StageKey(
        "ppo-leash", recipe: 1, settings: Settings(ppo: settings, leash: leash),
        seed: self.settings.seed, parents: [start.key, rewardModel.key])
    }
    let models = PPOModels(policy: start.product.copy(), rewardModel: rewardModel.product)
    if let leash {
      let stage = try runner.stage(
        key(leash), title: title, total: settings.iterations, snapshot: [PolicyPoint](),
        restoring: models.policy
      ) { run in
        try train(
          models, settings, on: .equalShares(), run, steering: { leash.klCoefficient(at: $0) })
        return (models.policy, .scores(of: run.snapshot.last))
      }
      return (stage, leash)
    }
    let keeper = LeashKeeper()
    let stage = try runner.steered(
      key(nil), title: title, total: settings.iterations, snapshot: [PolicyPoint](),
      weights: \LanguageModel.parameters
    ) { run in
      keeper.run = run
      try train(models, settings, on: .equalShares(), run, keeper: keeper) { iteration in
        if let last = keeper.takenUp() { takeUp(last) }
        let wanted = hand()
        if wanted != (keeper.leash.last ?? settings.klCoefficient) {
          keeper.leash.move(to: wanted, at: iteration)
        }
        return wanted
      }
      return (models.policy, .scores(of: run.snapshot.last), try key(keeper.leash))
    }
    return (stage, keeper.leash)
  }

  /// What PPO-ptx learns from beside its episodes; nothing where its coefficient is 0.
  package func pretrainingDocuments(of settings: PPOOptions) -> [LabeledSequence] {
    guard settings.pretrainingCoefficient > 0 else { return [] }
    return data.web.map { .nextToken(tokenizer.document($0)) }
  }

  private func train(
    _ models: PPOModels, _ settings: PPOOptions, on mix: PromptMix,
    _ run: StageRun<[PolicyPoint]>, keeper: (any CheckpointKeeper)? = nil,
    steering: @escaping (_ iteration: Int) -> Double?
  ) throws {
    var random = random("ppo")
    let trainer = PPO(models, options: settings, endOfText: tokenizer.endOfText, workers: workers)
    var asked: [Prompt] = []
    try run.untilStopped {
      try trainer.train(
        prompts: { count, random in
          asked = practicePrompts(count, from: mix, using: &random)
          return asked.map { tokenizer.prompt($0.text) }
        },
        pretraining: pretrainingDocuments(of: settings), using: &random, keeper: keeper ?? run,
        steering: steering
      ) { report in
        try run.record(
          iteration: report.iteration, report.metrics, firstRatioError: report.firstRatioError,
          judged(report.episodes, to: asked))
      }
    }
  }
}

extension Course {
  /// Prompts that a policy practises on in an iteration.
  func practicePrompts(
    _ count: Int, from mix: PromptMix = .equalShares(), using random: inout RandomSource
  ) -> [Prompt] {
    (0..<count).map { _ in world.samplePrompt(from: mix, split: .train, using: &random) }
  }

  /// What the rubric thinks of an iteration's answers.
  ///
  /// - Parameter asked: the prompts that were drawn last.
  func judged(_ episodes: [Episode], to asked: [Prompt]) -> [Answer] {
    episodes.map {
      examiner.judged($0.response, hasEnded: $0.hasEnded, to: asked[$0.promptIndex])
    }
  }
}

extension StageRun<[PolicyPoint]> {
  /// Records an iteration of a policy, whatever trains it, and shows it.
  ///
  /// - Parameters:
  ///   - metrics: with `objective/scores` and `objective/kl` among them.
  ///   - firstRatioError: the largest |ρ − 1| of the first minibatch.
  func record(
    iteration: Int, _ metrics: [(name: String, value: Double)], firstRatioError: Double,
    _ answers: [Answer]
  ) throws {
    func metric(_ name: String) -> Double { metrics.first { $0.name == name }?.value ?? .nan }
    let gold = answers.reduce(0) { $0 + $1.gold } / Double(max(1, answers.count))
    self.metrics.record(metrics, step: iteration)
    check("ratio", 1 + firstRatioError, expected: 1, tolerance: 1e-3)
    check("kl", metric("objective/kl"), expected: 0, tolerance: 1e-3)
    self.metrics.record(gold, as: "gold/score", step: iteration)
    let point = PolicyPoint(
      iteration: iteration, proxy: metric("objective/scores"), gold: gold,
      kl: metric("objective/kl"), prompt: answers.first?.prompt.text ?? "",
      answer: answers.first?.text ?? "")
    snapshot.append(point)
    try update(
      iteration, .scores(of: point),
      Moment(
        [("curve-judge", point.proxy), ("curve-gold", gold)],
        sample: "\(point.prompt) → \(point.answer)"))
  }
}
