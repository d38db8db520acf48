import Alignment
import Course
import Foundation
import Metrics
import Models
import Notebook

/// Records the settings that the text tells before anything has run.
func recordPPOSettings(_ course: Course, _ notebook: Notebook) {
  let ppo = course.settings.ppo
  let betas = course.settings.comparison.klCoefficients.sorted()
  for (name, value) in [
    ("ppo/beta", ppo.klCoefficient), ("ppo/target_kl", ppo.targetKL),
    ("ppo/rounds", Double(ppo.iterations)),
    ("ppo/episodes_a_round", Double(ppo.batchSize)), ("ppo/clip_range", ppo.clipRange),
    ("ppo/gamma", ppo.discount), ("ppo/lambda", ppo.lambda),
    ("reward_model/ranked_prompts", Double(course.settings.rewardModel.rankedPrompts)),
    ("weak_reward_model/ranked_prompts", Double(course.settings.comparison.rankedPrompts)),
    ("sweep/smallest/beta", betas.first ?? .nan),
    ("sweep/middle/beta", betas.isEmpty ? .nan : betas[betas.count / 2]),
    ("sweep/largest/beta", betas.last ?? .nan),
  ] {
    notebook.record(name, Estimate(value))
  }
}

/// Records what the reward model says of held-out answers before and after PPO.
func recordProxy(
  _ before: [Answer], _ after: [Answer], by rewardModel: ScalarModel, _ course: Course,
  _ notebook: Notebook
) {
  notebook.record("sft/proxy", course.proxy(of: before, by: rewardModel))
  notebook.record("ppo/proxy", course.proxy(of: after, by: rewardModel))
  notebook.record(
    "proxy_gain/ppo_vs_sft", course.proxyGain(of: after, over: before, by: rewardModel))
}

/// Records how often unknown creatures are met with "don't know".
func recordHonesty(_ before: [Answer], _ after: [Answer], _ notebook: Notebook) {
  for (name, answers) in [("sft", before), ("ppo", after)] {
    notebook.record(
      "\(name)/admits_unknown", answers.of(.unknown).share { $0.judgement.admitsIgnorance })
  }
}

/// Records every policy of the sweep under its β, and the smallest, middle, largest and best β by these
/// names.
func recordSweep(
  _ chases: [Chase], _ unmoved: [Answer], weak: ScalarModel, _ course: Course,
  _ notebook: Notebook
) {
  notebook.record("sweep/sft_gold", unmoved.gold)
  notebook.record("sweep/sft_proxy", course.proxy(of: unmoved, by: weak))
  for chase in chases {
    let beta = chase.klCoefficient.plain
    notebook.record("gold/beta/\(beta)", chase.answers.gold)
    notebook.record("proxy/beta/\(beta)", chase.proxy)
    notebook.record("kl/beta/\(beta)", chase.kl)
    notebook.record("gain/beta/\(beta)", chase.gain)
  }
  let byBeta = chases.sorted { $0.klCoefficient < $1.klCoefficient }
  guard let smallest = byBeta.first, let largest = byBeta.last,
    let best = byBeta.max(by: { $0.gain.value < $1.gain.value })
  else { return }
  let middle = byBeta[byBeta.count / 2]
  for (name, chase) in [
    ("smallest", smallest), ("middle", middle), ("largest", largest), ("best", best),
  ] {
    notebook.record("sweep/\(name)/beta", Estimate(chase.klCoefficient))
    notebook.record("sweep/\(name)/gold", chase.answers.gold)
    notebook.record("sweep/\(name)/gain", chase.gain)
    notebook.record("sweep/\(name)/kl", chase.kl)
    notebook.record(
      "sweep/\(name)/proxy_gain", course.proxyGain(of: chase.answers, over: unmoved, by: weak))
  }
  func proxyGain(_ left: Chase, _ right: Chase) -> Estimate {
    course.proxyGain(of: left.answers, over: right.answers, by: weak)
  }
  notebook.record("sweep/proxy_smallest_over_middle", proxyGain(smallest, middle))
  notebook.record("sweep/proxy_smallest_over_largest", proxyGain(smallest, largest))
  notebook.record("sweep/proxy_middle_over_largest", proxyGain(middle, largest))
  notebook.record("sweep/best_over_smallest", best.answers.gain(over: smallest.answers))
  notebook.record("sweep/best_over_largest", best.answers.gain(over: largest.answers))
}

/// Records a fit of the frontier, and where it turns.
func record(
  _ frontier: RewardFrontier?, distances: [Double], gains: [Double], _ notebook: Notebook
) {
  notebook.record("frontier/turns", Estimate(frontier?.peak == nil ? 0 : 1))
  guard let frontier else { return }
  notebook.record("frontier/alpha", Estimate(frontier.alpha))
  notebook.record("frontier/beta", Estimate(frontier.beta))
  notebook.record(
    "frontier/explained_variance",
    Estimate(frontier.explainedVariance(distances: distances, gains: gains)))
  if let peak = frontier.peak { notebook.record("frontier/peak_kl", Estimate(peak * peak)) }
}

/// Records how many tokens were clipped when each rollout was used once, and when it was used for long.
func recordClipping(fresh: MetricLog, stale: MetricLog, _ notebook: Notebook) {
  for (name, metrics) in [("on_policy", fresh), ("stale", stale)] {
    let values = metrics.series("policy/clipfrac_avg").map(\.value)
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    notebook.record("clip_fraction/\(name)", Estimate(mean))
  }
}

/// Records the web perplexity of each model, and how much each step has changed it, document by document.
func recordTax(_ models: [String: LanguageModel], _ course: Course, _ notebook: Notebook) {
  for (name, model) in models.sorted(by: { $0.key < $1.key }) {
    notebook.record("web_perplexity/\(name)", course.perplexity(of: model))
  }
  for (name, other) in [("sft", "base"), ("ppo", "sft"), ("ppo_ptx", "ppo"), ("ppo_ptx", "sft")] {
    guard let model = models[name], let reference = models[other] else { continue }
    notebook.record(
      "web_perplexity/\(name)_over_\(other)", course.perplexityRatio(of: model, to: reference))
  }
}

/// Records how large the two base models are, and how well each does what base models are trained for.
func recordSizes(
  base: LanguageModel, large: LanguageModel, _ course: Course, _ notebook: Notebook
) {
  let (small, big) = (Double(base.parameters.count), Double(large.parameters.count))
  notebook.record("base/parameters", Estimate(small))
  notebook.record("large_base/parameters", Estimate(big))
  notebook.record("large_base/times_larger", Estimate(big / small))
  notebook.record("base/perplexity", course.perplexity(of: base))
  notebook.record("large_base/perplexity", course.perplexity(of: large))
  notebook.record("large_base/perplexity_over_base", course.perplexityRatio(of: large, to: base))
}
