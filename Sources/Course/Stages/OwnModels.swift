import Alignment
import Foundation
import Models
import Randomness
import Tensors
import Training
import Words

// The stages of the course on a learner's own data. Each trains as the course's does, by the same keys.

extension OwnCourse {
  private var settings: CourseSettings { course.settings }

  /// A model of the learner's texts, trained to predict the next token.
  package func base() throws -> Stage<LanguageModel, NoSnapshot> {
    struct Settings: Encodable {
      var configuration: TransformerConfiguration
      var training: LanguageModelTrainingOptions
    }
    var options = settings.base.training
    let budget = data.limits.steps * options.batchSize
    options.epochs = min(options.epochs, max(1, budget / max(1, windows.training.count)))
    let key = try StageKey(
      "own-base", recipe: 1, settings: Settings(configuration: configuration, training: options),
      seed: settings.seed, data: [stamp(windows.training), stamp(windows.heldOut)])
    return try course.languageModel(
      LanguageModelPlan(
        name: "own-base", title: "base", configuration: configuration, options: options,
        tokenizer: tokenizer, masking: nil, count: windows.training.count,
        texts: { self.windows.training },
        validation: { self.windows.heldOut.map { .nextToken($0) } }),
      key: key)
  }

  /// Step 1 of RLHF: the base model, fine-tuned on the learner's demonstrations.
  package func supervisedFineTuned() throws -> Stage<LanguageModel, NoSnapshot> {
    let base = try base()
    let options = settings.sft.training
    let sequences = demonstrations.training.map(\.demonstration)
    let heldOut = demonstrations.heldOut.map(\.demonstration)
    let key = try StageKey(
      "own-sft", recipe: 1, settings: options, seed: settings.seed,
      data: [stamp(sequences.map(\.targets)), stamp(heldOut.map(\.targets))], parents: [base.key])
    let model = base.product.copy()
    return try course.runner.stage(
      key, title: "sft", total: options.steps(for: sequences.count), snapshot: NoSnapshot(),
      restoring: model
    ) { run in
      var random = course.random("own-sft")
      func look(step: Int) {
        let evaluation = model.evaluate(on: heldOut, workers: course.workers)
        run.metrics.record(evaluation.metrics, step: step)
      }
      look(step: 0)
      try run.untilStopped {
        try model.train(
          on: sequences, options: options, workers: course.workers, using: &random, keeper: run
        ) { report in
          run.metrics.record(report.metrics, step: report.step)
          var moment = Moment([("curve-loss", report.loss)])
          if report.epoch.rounded() == report.epoch {
            look(step: report.step)
            moment.sample = sample(of: model)
          }
          try run.update(report.step, .loss(report.loss), moment)
        }
      }
      let loss = run.metrics.last("eval_loss") ?? .nan
      return (model, Label("validation-loss", ["loss": loss.formatted(places: 2)]))
    }
  }

  /// What the models of the later steps start from: the supervised model, or without demonstrations the base
  /// model.
  package func start() throws -> Stage<LanguageModel, NoSnapshot> {
    try demonstrations.training.isEmpty ? base() : supervisedFineTuned()
  }

  /// Step 2 of RLHF: a model that scores answers as the learner's rankings order them.
  ///
  /// - Returns: it, and its scores of samples of the model that it started from, which have mean 0 and
  ///   deviation 1.
  package func rewardModel() throws -> Stage<ScalarModel, [Double]> {
    let start = try start()
    let options = settings.rewardModel.training
    let rankings = rankings.training.map(\.ranking)
    let key = try StageKey(
      "own-reward-model", recipe: 1, settings: options, seed: settings.seed,
      data: [
        stamp(rankings.flatMap(\.sequences)), stamp(rankings.map { $0.ranks.map(Int32.init) }),
        stamp(prompts.training.map(\.ids)),
      ], parents: [start.key])
    var random = course.random("own-reward-model")
    let model = ScalarModel(from: start.product, using: &random)
    return try course.runner.stage(
      key, title: "reward-model", total: options.steps(for: rankings.count), snapshot: [Double](),
      restoring: model
    ) { run in
      course.checkStart(of: model, on: Array(rankings.prefix(options.batchSize)), run)
      try run.untilStopped {
        try model.train(
          on: rankings, options: options, workers: course.workers, using: &random, keeper: run
        ) { report in
          run.metrics.record(report.metrics, step: report.step)
          let accuracy = run.metrics.series("accuracy").suffix(30).map(\.value)
          let mean = accuracy.reduce(0, +) / Double(max(1, accuracy.count))
          try run.update(
            report.step, .loss(report.loss),
            Moment([("curve-loss", report.loss), ("curve-pairs", mean)]))
        }
      }
      let asked = (0..<256).map { _ in random.element(of: prompts.training) }
      let samples = answers(of: start.product, to: asked, using: &random)
      model.normalize(by: scores(of: samples, by: model).map(Float.init))
      run.snapshot = scores(of: samples, by: model)
      let accuracy = run.metrics.series("accuracy").suffix(50).map(\.value)
      let mean = accuracy.reduce(0, +) / Double(max(1, accuracy.count))
      return (model, Label("accuracy", ["accuracy": mean.formatted(places: 2)]))
    }
  }

  /// Step 3 of RLHF: the supervised model, trained by PPO against the reward model.
  package func policy() throws -> Stage<LanguageModel, NoSnapshot> {
    let (start, judge) = (try start(), try rewardModel())
    var options = settings.ppo
    options.maximumNewTokens = answerTokens
    let key = try StageKey(
      "own-ppo", recipe: 1, settings: options, seed: settings.seed,
      data: [stamp(prompts.training.map(\.ids))], parents: [start.key, judge.key])
    let models = PPOModels(policy: start.product.copy(), rewardModel: judge.product)
    return try course.runner.stage(
      key, title: "ppo", total: options.iterations, snapshot: NoSnapshot(),
      restoring: models.policy
    ) { run in
      try train(models, options, run)
      return (models.policy, note(of: run))
    }
  }

  private func train(
    _ models: PPOModels, _ options: PPOOptions, _ run: StageRun<NoSnapshot>
  ) throws {
    var random = course.random("own-ppo")
    let trainer = PPO(
      models, options: options, endOfText: tokenizer.endOfText, workers: course.workers)
    var asked: [OwnPrompt] = []
    // What PPO-ptx learns from beside its episodes.
    let pretraining: [LabeledSequence] =
      options.pretrainingCoefficient > 0 ? windows.training.map { .nextToken($0) } : []
    try run.untilStopped {
      try trainer.train(
        prompts: { count, random in
          asked = (0..<count).map { _ in random.element(of: prompts.training) }
          return asked.map(\.ids)
        },
        pretraining: pretraining, using: &random, keeper: run
      ) { report in
        run.metrics.record(report.metrics, step: report.iteration)
        run.check("ratio", 1 + report.firstRatioError, expected: 1, tolerance: 1e-3)
        run.check("kl", report["objective/kl"], expected: 0, tolerance: 1e-3)
        let lengths = report.episodes.map { Double($0.response.count) }
        run.metrics.record(
          lengths.reduce(0, +) / Double(max(1, lengths.count)), as: "answer/tokens",
          step: report.iteration)
        let shown = report.episodes.first.map {
          "\(asked[$0.promptIndex].text) → \(tokenizer.text($0.response))"
        }
        try run.update(
          report.iteration, note(of: run),
          Moment([("curve-judge", report["objective/scores"])], sample: shown))
      }
    }
  }

  private func note(of run: StageRun<NoSnapshot>) -> Label {
    func last(_ name: String, _ places: Int) -> String {
      (run.metrics.last(name) ?? .nan).formatted(places: places)
    }
    return Label(
      "own-scores",
      [
        "score": last("objective/scores", 2), "kl": last("objective/kl", 1),
        "tokens": last("answer/tokens", 0),
      ])
  }

  /// An answer of a model in training, to see what its loss means.
  private func sample(of model: LanguageModel) -> String? {
    var random = course.random("an answer to watch")
    let asked = Array((prompts.heldOut + prompts.training).prefix(1))
    return answers(of: model, to: asked, using: &random).first.map {
      "\($0.prompt.text) → \($0.text)"
    }
  }

  /// Stands for lists of tokens.
  private func stamp(_ tokens: [[Int32]]) -> String {
    var bytes = Data()
    for list in tokens {
      for token in list + [-2] {
        for shift in stride(from: 0, to: 32, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: token >> shift))
        }
      }
    }
    return fingerprint(of: bytes)
  }
}
