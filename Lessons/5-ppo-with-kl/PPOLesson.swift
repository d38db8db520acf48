import LessonKit

extension Lesson {
  package static let ppoWithKL = Lesson(
    "5-ppo-with-kl", step: .ppo, settings: PPOLessonSettings.self, run: lesson)
}

/// What the lesson compares beside its main run.
struct PPOLessonSettings: LessonSettings {
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
  }

  struct PPOPtx: Decodable, Sendable {
    var pretrainingCoefficient: Float
  }

  func check(with course: CourseSettings) throws {
    try course.requireMinibatches(
      of: overOptimization.batchSize, key: "overOptimization.batchSize")
  }
}

/// Lesson 5: a policy learns from a reward, on a leash.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: PPOLessonSettings
) throws {
  // The text tells them before the sweep is run.
  notebook.record(settings.overOptimization.ends)

  try notebook.cell("copies")
  let sft = try course.supervisedFineTuned().product
  let rewardModel = try course.rewardModel().product
  var models = PPOModels(policy: sft.copy(), rewardModel: rewardModel)
  notebook.show(modelsTable(models))
  let question = course.world.prompts(.unknown, .heldOut)[0].text
  let first = course.rollOut(models, question)
  notebook.record(["rollout/kl_at_start": first.kl])

  try notebook.cell("kl")
  let frozen: [Float] = [0.5, 0.3, 0.2]
  let changed: [Float] = [0.7, 0.2, 0.1]
  notebook.show(klTable(["moss", "bark", "seeds"], changed, frozen))
  notebook.record([
    "three_words/kl": klDivergence(changed, frozen),
    "three_words/kl_backward": klDivergence(frozen, changed),
  ])

  try notebook.cell("rollout")
  let early = try course.policy(title: "ten") { $0.iterations = 10 }
  models = PPOModels(
    policy: early.product, reference: sft, rewardModel: rewardModel)
  let ppo = course.settings.ppo
  let episode = course.rollOut(models, question)
  // β of the last of the ten iterations: an adaptive one has moved.
  let beta = early.metrics.last("objective/kl_coef") ?? ppo.klCoefficient
  let rewards = klPenalizedRewards(
    score: episode.score, logProbabilities: episode.logProbabilities,
    referenceLogProbabilities: episode.referenceLogProbabilities,
    klCoefficient: Float(beta))
  notebook.show(rolloutTable(question, episode, rewards, course.tokenizer))
  notebook.record([
    "rollout/score": episode.score, "rollout/kl": episode.kl,
    "rollout/beta": beta,
  ])

  try notebook.cell("advantages")
  let gae = generalizedAdvantages(
    rewards: rewards, values: episode.values,
    discount: ppo.discount, lambda: ppo.lambda)
  notebook.show(
    advantageTable(episode, rewards, gae, ppo.discount, course.tokenizer))

  try notebook.cell("clip")
  notebook.show(clipTable(clipRange: ppo.clipRange))

  try notebook.cell("train")
  let stage = try course.policy()
  let policy = stage.product
  notebook.metrics = stage.metrics
  try notebook.plot(
    rewardAndKLFigure(stage.metrics, isBetaAdaptive: ppo.targetKL > 0))
  try notebook.plot(lossesFigure(stage.metrics))

  try notebook.cell("results")
  let base = try course.base().product
  let (before, after) = (course.examine(sft), course.examine(policy))
  let untaught = course.examine(base)
  notebook.record([
    "sft/gold": before.gold, "ppo/gold": after.gold,
    "gain/ppo_vs_sft": after.gain(over: before),
    "win_rate/ppo_vs_sft": after.winRate(against: before),
    "win_rate/ppo_vs_base": after.winRate(against: untaught),
    "sft/proxy": course.proxy(of: before, by: rewardModel),
    "ppo/proxy": course.proxy(of: after, by: rewardModel),
    "proxy_gain/ppo_vs_sft":
      course.proxyGain(of: after, over: before, by: rewardModel),
  ])
  notebook.show(sideBySideTable(before, after))

  try notebook.cell("kinds")
  let kinds = GainByKind(before: before, after: after)
  notebook.record(kinds)
  notebook.show(kinds.table)

  try notebook.cell("controls")
  let controls = ControlReport(
    controls: course.controls(
      sft: sft, ppo: policy, rewardModel: rewardModel, temperatures: [0.5, 0],
      counts: [4, 16]))
  notebook.record(controls)
  notebook.show(controls.table)
  try notebook.plot(controls.figure)

  try notebook.cell("labour")
  let labour = Labour(investments: try course.investments())
  notebook.record(labour)
  notebook.show(labour.table)
  try notebook.plot(labour.figure)

  try notebook.cell("estimators")
  let divergences = course.tokenKL(of: policy, from: sft, on: after)
  let estimators = Estimators(divergences: divergences)
  notebook.record(["ppo/kl": divergences.perAnswer])
  notebook.record(estimators)
  notebook.show(estimators.table)

  try notebook.cell("sweep")
  let options = settings.overOptimization
  let weak = try course.rewardModel(
    title: .count("weak-reward-model", options.rankedPrompts)
  ) { $0.ranking.rankedPrompts = options.rankedPrompts }
  let unmoved = course.examine(sft, on: .train)
  let sweep = Sweep(
    start: course.scored(unmoved, by: weak.product),
    chases: try options.klCoefficients.map { beta in
      try course.chase(weak, klCoefficient: beta, options)
    })
  notebook.show(sweep.samples)

  try notebook.cell("leashes")
  notebook.record(sweep)
  notebook.show(sweep.table)
  try notebook.plot(sweep.figure)

  try notebook.cell("frontier")
  let fit = FrontierFit(sweep)
  notebook.record(fit)
  try notebook.plot(fit.figure)

  try notebook.cell("stale")
  let stale = try course.policy(title: "stale") { $0.rolloutInterval = 8 }
  let staleAnswers = course.examine(stale.product)
  notebook.record([
    "stale/gold": staleAnswers.gold,
    "gain/stale_vs_ppo": staleAnswers.gain(over: after),
    "clip_fraction/on_policy": clipFraction(stage.metrics),
    "clip_fraction/stale": clipFraction(stale.metrics),
  ])

  try notebook.cell("tax")
  let ptx = try course.policy(title: "ppo-ptx") {
    $0.pretrainingCoefficient = settings.ppoPtx.pretrainingCoefficient
  }.product
  let tax = AlignmentTax(
    base: course.tested(base, answers: untaught),
    sft: course.tested(sft, answers: before),
    ppo: course.tested(policy, answers: after),
    ptx: course.tested(ptx, answers: course.examine(ptx)))
  notebook.record(tax)
}
