import LessonKit

extension Lesson {
  package static let ppoWithKL = Lesson(
    "5-ppo-with-kl", step: .ppo, settings: PPOLessonSettings.self,
    onOwnData: { .ppoWithKLOnOwnData }, trying: (["ppo"], aligning), run: lesson)
}

/// What the lesson compares beside its main run.
struct PPOLessonSettings: LessonSettings {
  /// The path of a file; empty for the toy world.
  var prompts: String
  var overOptimization: OverOptimization
  var ppoPtx: PPOPtx

  /// The sweep against a weak reward model.
  struct OverOptimization: Decodable, Sendable {
    /// One β for each policy.
    var klCoefficients: [Double]
    /// Of the weak reward model.
    var rankedPrompts: Int
    var iterations, batchSize: Int
    var learningRate: Double
    /// When the learner moved β in a run that is repeated: iteration, β, iteration, β, …
    var leash: [Double]
    /// Of rankings and PPO, for the policy that has fooled its judge.
    var rounds: Int
  }

  struct PPOPtx: Decodable, Sendable {
    var pretrainingCoefficient: Float
  }

  var batches: Course.OwnBatches {
    Course.OwnBatches(episodes: ["overOptimization.batchSize": overOptimization.batchSize])
  }

  func check(with course: CourseSettings) throws {
    try course.requireMinibatches(
      of: overOptimization.batchSize, key: "overOptimization.batchSize")
    guard overOptimization.leash.count.isMultiple(of: 2) else { throw UsageError("leash-pairs") }
  }
}

/// Lesson 5: a policy learns from a reward, on a leash.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: PPOLessonSettings
) throws {
  // The text tells them before the sweep is run.
  notebook.record(settings.overOptimization.ends)
  notebook.record(course.labelMixture)
  notebook.record(["prompts/train": course.world.trainPrompts])

  try notebook.cell("copies")
  let sft = try course.supervisedFineTuned().product
  let rewardModel = try course.rewardModel().product
  let copies = PPOModels(
    policy: sft.copy(), rewardModel: rewardModel)
  notebook.show(modelsTable(copies))
  let question = course.world.prompts(.unknown, .heldOut)[0].text
  notebook.record(["rollout/kl_at_start": course.rollOut(copies, question).kl])

  try notebook.cell("kl")
  let frozen: [Float] = [0.6, 0.399, 0.001]
  let changed: [Float] = [0.3, 0.2, 0.5]
  notebook.show(klTable(["moss", "bark", "seeds"], changed, frozen))
  notebook.record([
    "rare_word/kl": klDivergence(changed, frozen),
    "rare_word/kl_backward": klDivergence(frozen, changed),
  ])

  try notebook.cell("rollout")
  let early = try course.earlyRollout(after: 10, of: question)
  let rollout = Rollout(episode: early.episode, beta: early.beta)
  notebook.record(rollout)
  notebook.show(rollout.table(of: question, course.tokenizer))

  try notebook.cell("advantages")
  let ppo = course.settings.ppo
  let gae = generalizedAdvantages(
    rewards: rollout.rewards, values: rollout.episode.values,
    discount: ppo.discount, lambda: ppo.lambda)
  notebook.show(
    rollout.advantageTable(gae, discount: ppo.discount, course.tokenizer))

  try notebook.cell("clip")
  notebook.show(clipTable(clipRange: ppo.clipRange))

  try notebook.cell("train")
  let training = try course.policy()
  let policy = training.product
  notebook.metrics = training.metrics
  notebook.record(TrainingCurves(metrics: training.metrics))
  let (before, after) = (course.examine(sft), course.examine(policy))
  try notebook.keep(answers: before, of: "SFT")
  try notebook.keep(answers: after, of: "PPO")
  try notebook.plot(
    rewardAndKLFigure(
      training.metrics, isBetaAdaptive: ppo.targetKL > 0,
      heldOut: (before.gold, after.gold)))
  try notebook.plot(healthFigure(training.metrics))

  try notebook.cell("results")
  let base = try course.base().product
  let improvement = Improvement(
    base: course.examine(base),
    sft: course.scored(before, by: rewardModel),
    ppo: course.scored(after, by: rewardModel))
  notebook.record(improvement)
  notebook.show(improvement.sideBySide)
  try course.showOwnPolicy(policy, notebook)
  try course.ask(
    ["SFT": sft, "PPO": policy], for: [question], notebook)

  try notebook.cell("kinds")
  let kinds = GainByKind(before: before, after: after)
  notebook.record(kinds)
  notebook.show(kinds.table)

  try notebook.cell("tax")
  let ptx = try course.policy(title: "ppo-ptx") {
    $0.pretrainingCoefficient = settings.ppoPtx.pretrainingCoefficient
  }.product
  let tax = AlignmentTax(
    base: course.tested(base, answers: improvement.base),
    sft: course.tested(sft, answers: before),
    ppo: course.tested(policy, answers: after),
    ptx: course.tested(ptx, answers: course.examine(ptx)))
  notebook.record(tax)
  notebook.show(tax.table)

  try notebook.cell("controls")
  let controls = ControlReport(
    controls: course.controls(
      sft: sft, ppo: policy, rewardModel: rewardModel, temperatures: [0.5, 0],
      counts: [4, 16]))
  notebook.record(controls)
  notebook.show(controls.table)
  try notebook.plot(controls.figure(beside: notebook.worlds))

  try notebook.cell("labour")
  let labour = Labour(
    investments: try course.investments(beside: controls))
  notebook.record(labour)
  notebook.show(labour.table)
  try notebook.plot(labour.figure(beside: notebook.worlds))

  try notebook.cell("estimators")
  let divergences = course.tokenKL(of: policy, from: sft, on: after)
  let estimators = Estimators(divergences: divergences)
  notebook.record(["ppo/kl": divergences.perAnswer])
  notebook.record(estimators)
  notebook.show(estimators.table)

  try notebook.cell("stale")
  let stale = try course.policy(title: "stale") { $0.rolloutInterval = 8 }
  let staleAnswers = course.examine(stale.product)
  notebook.record([
    "stale/gold": staleAnswers.gold,
    "gain/stale_vs_ppo": staleAnswers.gain(over: after),
    "clip_fraction/on_policy": clipFraction(training.metrics),
    "clip_fraction/stale": clipFraction(stale.metrics),
  ])

  try notebook.cell("hack")
  let options = settings.overOptimization
  let weak = try course.weakRewardModel(options)
  try course.hack(weak, notebook)

  try notebook.cell("sweep")
  let own = try notebook.askForNumber(
    default: options.middle, in: 0...100)
  var sweep = try course.sweep(against: weak, options)
  sweep.own = try course.pullLeash(
    from: own, against: weak, beside: sweep, options, notebook)
  notebook.record(sweep)
  notebook.show(sweep.samples)
  notebook.show(sweep.table)
  try notebook.plot(sweep.figure(beside: notebook.worlds))

  try notebook.cell("frontier")
  let fit = FrontierFit(sweep)
  notebook.record(fit)
  try notebook.plot(fit.figure)

  try notebook.cell("again")
  let rounds = try course.rounds(after: sweep, options)
  notebook.record(rounds)
  notebook.show(rounds.table)
}
