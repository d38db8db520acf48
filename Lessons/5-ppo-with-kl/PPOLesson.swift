import Alignment
import Course
import Metrics
import Models
import Notebook
import ToyWorld

/// Lesson 5: a policy learns from a reward, on a leash.
func ppoWithKL(_ notebook: Notebook, _ course: Course) throws {
  recordPPOSettings(course, notebook)

  try notebook.cell("copies")
  let sft = try course.supervisedFineTuned().product
  let rewardModel = try course.rewardModel().product
  var models = PPOModels(policy: sft.copy(), rewardModel: rewardModel)
  notebook.show(modelsTable(models))
  let question = course.world.prompts(.unknown, .heldOut)[0].text
  let first = course.rollOut(models, question)
  notebook.record("rollout/kl_at_start", Estimate(first.kl))

  try notebook.cell("kl")
  let frozen: [Float] = [0.5, 0.3, 0.2]
  let changed: [Float] = [0.7, 0.2, 0.1]
  notebook.show(klTable(["moss", "bark", "seeds"], changed, frozen))
  let forward = klDivergence(changed, frozen)
  notebook.record("three_words/kl", Estimate(forward))
  let backward = klDivergence(frozen, changed)
  notebook.record("three_words/kl_backward", Estimate(backward))

  try notebook.cell("rollout")
  let early = try course.policy(title: "PPO, ten rounds") {
    $0.iterations = 10
  }
  models = PPOModels(
    policy: early.product, reference: sft, rewardModel: rewardModel)
  let ppo = course.settings.ppo
  let episode = course.rollOut(models, question)
  // β of the last of the ten rounds: an adaptive one has moved.
  let beta = early.metrics.last("objective/kl_coef") ?? ppo.klCoefficient
  let rewards = klPenalizedRewards(
    score: episode.score, logProbabilities: episode.logProbabilities,
    referenceLogProbabilities: episode.referenceLogProbabilities,
    klCoefficient: Float(beta))
  notebook.show(rolloutTable(question, episode, rewards, course))
  notebook.record("rollout/score", Estimate(Double(episode.score)))
  notebook.record("rollout/kl", Estimate(episode.kl))
  notebook.record("rollout/beta", Estimate(beta))

  try notebook.cell("advantages")
  let gae = generalizedAdvantages(
    rewards: rewards, values: episode.values,
    discount: Float(ppo.discount), lambda: Float(ppo.lambda))
  notebook.show(advantageTable(episode, rewards, gae, course))

  try notebook.cell("clip")
  notebook.show(clipTable(clipRange: Float(ppo.clipRange)))

  try notebook.cell("train")
  let stage = try course.policy()
  let policy = stage.product
  notebook.metrics = stage.metrics
  try notebook.plot(
    rewardAndKLFigure(stage.metrics, isBetaAdaptive: ppo.targetKL > 0))
  try notebook.plot(lossesFigure(stage.metrics))

  try notebook.cell("results")
  let (before, after) = (course.examine(sft), course.examine(policy))
  notebook.record("sft/gold", before.gold)
  notebook.record("ppo/gold", after.gold)
  notebook.record("gain/ppo_vs_sft", after.gain(over: before))
  notebook.record("win_rate/ppo_vs_sft", after.winRate(against: before))
  let base = try course.base().product
  let untaught = course.examine(base)
  notebook.record("win_rate/ppo_vs_base", after.winRate(against: untaught))
  recordProxy(before, after, by: rewardModel, course, notebook)
  notebook.show(beforeAndAfterTable(before, after))

  try notebook.cell("kinds")
  for kind in PromptKind.allCases where !after.of(kind).isEmpty {
    let gain = after.of(kind).gain(over: before.of(kind))
    notebook.record("gain/ppo_vs_sft/\(kind.rawValue)", gain)
  }
  notebook.show(kindsTable(before, after, notebook))
  recordHonesty(before, after, notebook)

  try notebook.cell("estimators")
  let divergences = course.tokenKL(of: policy, from: sft, on: after)
  notebook.record("ppo/kl", divergences.perAnswer)
  notebook.show(estimatorTable(divergences, notebook))

  try notebook.cell("sweep")
  let weak = try course.weakRewardModel()
  let unmoved = course.examine(sft, on: .train)
  let chases = try course.settings.comparison.klCoefficients.map { beta in
    let chaser = try course.chase(weak, klCoefficient: beta)
    return try Chase(
      chaser, klCoefficient: beta, weak: weak.product, before: unmoved,
      course)
  }
  notebook.show(sweepSamples(chases, unmoved))

  try notebook.cell("leashes")
  recordSweep(chases, unmoved, weak: weak.product, course, notebook)
  notebook.show(sweepTable(chases, unmoved, notebook.results))
  try notebook.plot(sweepFigure(chases, unmoved))

  try notebook.cell("frontier")
  let rounds = path(chases)
  let gains = rounds.gold.map { $0 - unmoved.gold.value }
  let frontier = RewardFrontier(distances: rounds.distances, gains: gains)
  record(frontier, distances: rounds.distances, gains: gains, notebook)
  try notebook.plot(frontierFigure(chases, unmoved, frontier))

  try notebook.cell("stale")
  let stale = try course.policy(title: "PPO, stale") {
    $0.rolloutInterval = 8
  }
  let staleAnswers = course.examine(stale.product)
  notebook.record("stale/gold", staleAnswers.gold)
  notebook.record("gain/stale_vs_ppo", staleAnswers.gain(over: after))
  recordClipping(fresh: stage.metrics, stale: stale.metrics, notebook)

  try notebook.cell("tax")
  let comparison = course.settings.comparison
  let mixed = try course.policy(title: "PPO-ptx") {
    $0.pretrainingCoefficient = comparison.pretrainingCoefficient
  }
  let ptx = mixed.product
  let taxed = ["base": base, "sft": sft, "ppo": policy, "ppo_ptx": ptx]
  recordTax(taxed, course, notebook)
  let ptxAnswers = course.examine(ptx)
  notebook.record("gain/ptx_vs_ppo", ptxAnswers.gain(over: after))

  try notebook.cell("large")
  let large = try course.largeBase().product
  recordSizes(base: base, large: large, course, notebook)
  let unaligned = course.examine(large)
  notebook.record("large_base/gold", unaligned.gold)
  let winRate = after.winRate(against: unaligned)
  notebook.record("win_rate/ppo_vs_large_base", winRate)
  notebook.show(
    modelsCompared([untaught, unaligned, before, after], notebook.results))
}
