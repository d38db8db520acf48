import Alignment
import Course
import Metrics
import Models
import Notebook
import ToyWorld

/// Lesson 5: a policy learns from a reward, on a leash.
func ppoWithKL(_ notebook: Notebook, _ course: Course) throws {
  try notebook.cell("copies")
  let sft = try course.supervisedFineTuned().product
  let rewardModel = try course.rewardModel().product
  var models = PPOModels(policy: sft.copy(), rewardModel: rewardModel)
  notebook.show(modelsTable(models))

  try notebook.cell("kl")
  let frozen: [Float] = [0.5, 0.3, 0.2]
  let changed: [Float] = [0.7, 0.2, 0.1]
  notebook.show(klTable(["moss", "bark", "seeds"], changed, frozen))
  let forward = klDivergence(changed, frozen)
  notebook.record("three_words/kl", Estimate(forward))
  let backward = klDivergence(frozen, changed)
  notebook.record("three_words/kl_backward", Estimate(backward))

  try notebook.cell("rollout")
  let ppo = course.settings.ppo
  let early = try course.policy(title: "PPO, ten rounds") {
    $0.iterations = min(10, ppo.iterations)
  }
  models = PPOModels(policy: early.product, reference: sft, rewardModel: rewardModel)
  var random = course.random("rollout")
  let question = course.world.prompts(.unknown, .heldOut)[0]
  let episode = models.rollOut(
    [course.tokenizer.prompt(question.text)], sampling: course.sampling,
    missingEndPenalty: Float(ppo.missingEndPenalty), workers: course.workers, using: &random)[0]
  let rewards = klPenalizedRewards(
    score: episode.score, logProbabilities: episode.logProbabilities,
    referenceLogProbabilities: episode.referenceLogProbabilities,
    klCoefficient: Float(ppo.klCoefficient))
  notebook.show(rolloutTable(question, episode, rewards, course))

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
  try notebook.plot(rewardAndKLFigure(stage))
  try notebook.plot(lossesFigure(stage.metrics))

  try notebook.cell("results")
  let base = try course.base().product
  let before = course.examine(sft)
  let after = course.examine(policy)
  notebook.record("sft/gold", before.gold)
  notebook.record("ppo/gold", after.gold)
  notebook.record("gain/ppo_vs_sft", after.gain(over: before))
  notebook.record("win_rate/ppo_vs_sft", after.winRate(against: before))
  let untaught = course.examine(base)
  notebook.record("win_rate/ppo_vs_base", after.winRate(against: untaught))
  notebook.record("sft/proxy", course.proxy(of: before, by: rewardModel))
  notebook.record("ppo/proxy", course.proxy(of: after, by: rewardModel))
  notebook.show(beforeAndAfterTable(before, after))

  try notebook.cell("kinds")
  for kind in PromptKind.allCases {
    let gain = after.of(kind).gain(over: before.of(kind))
    notebook.record("gain/ppo_vs_sft/\(kind.rawValue)", gain)
  }
  notebook.show(kindsTable(before, after, notebook))

  try notebook.cell("estimators")
  let divergences = course.tokenKL(of: policy, from: sft, on: after)
  notebook.record("ppo/kl", divergences.perAnswer)
  notebook.record("kl/exact", divergences.perToken(\.exact))
  notebook.record("kl/k1", divergences.perToken(\.estimates.k1))
  notebook.record("kl/k2", divergences.perToken(\.estimates.k2))
  notebook.record("kl/k3", divergences.perToken(\.estimates.k3))
  notebook.show(estimatorTable(divergences))

  try notebook.cell("sweep")
  let weak = try course.weakRewardModel()
  let unmoved = course.examine(sft, on: .train)
  let chases = try course.settings.comparison.klCoefficients.map { beta in
    try Chase(
      course.chase(weak, klCoefficient: beta), klCoefficient: beta, weak: weak.product,
      before: unmoved, course)
  }
  recordSweep(chases, unmoved, notebook)
  notebook.show(sweepTable(chases, unmoved, proxy: course.proxy(of: unmoved, by: weak.product)))
  notebook.show(sweepSamples(chases, unmoved))

  try notebook.cell("frontier")
  let frontier = fitFrontier(chases, unmoved)
  notebook.record("frontier/alpha", Estimate(frontier?.alpha ?? .nan))
  notebook.record("frontier/beta", Estimate(frontier?.beta ?? .nan))
  try notebook.plot(sweepFigure(chases, unmoved))
  try notebook.plot(frontierFigure(chases, unmoved, frontier))

  try notebook.cell("stale")
  let stale = try course.policy(title: "PPO, stale") { $0.rolloutInterval = 8 }
  let staleAnswers = course.examine(stale.product)
  notebook.record("stale/gold", staleAnswers.gold)
  notebook.record("gain/stale_vs_ppo", staleAnswers.gain(over: after))
  recordClipping(fresh: stage.metrics, stale: stale.metrics, notebook)

  try notebook.cell("tax")
  let mixed = try course.policy(title: "PPO-ptx") {
    $0.pretrainingCoefficient = course.settings.comparison.pretrainingCoefficient
  }
  let taxed = [
    ("base", base), ("sft", sft), ("ppo", policy), ("ppo_ptx", mixed.product),
  ]
  for (name, model) in taxed {
    notebook.record("web_perplexity/\(name)", course.perplexity(of: model))
  }
  recordTax(base: base, sft: sft, ppo: policy, ptx: mixed.product, course, notebook)
  notebook.record("gain/ptx_vs_ppo", course.examine(mixed.product).gain(over: after))

  try notebook.cell("large")
  let large = try course.largeBase().product
  notebook.record("base/parameters", Estimate(Double(base.parameters.count)))
  notebook.record("large_base/parameters", Estimate(Double(large.parameters.count)))
  notebook.record("base/perplexity", course.perplexity(of: base))
  notebook.record("large_base/perplexity", course.perplexity(of: large))
  let ratio = course.perplexityRatio(of: large, to: base)
  notebook.record("large_base/perplexity_over_base", ratio)
  let unaligned = course.examine(large)
  notebook.record("large_base/gold", unaligned.gold)
  notebook.record("win_rate/ppo_vs_large_base", after.winRate(against: unaligned))
  notebook.show(modelsCompared(untaught, unaligned, before, after, notebook.results))
}
