import Alignment
import Course
import Metrics
import Models
import Notebook

/// Records every policy of the sweep under its β, and the smallest, best and largest β by these names.
func recordSweep(_ chases: [Chase], _ unmoved: [Answer], _ notebook: Notebook) {
  notebook.record("sweep/sft_gold", unmoved.gold)
  for chase in chases {
    let beta = chase.klCoefficient.plain
    notebook.record("gold/beta/\(beta)", chase.answers.gold)
    notebook.record("proxy/beta/\(beta)", chase.proxy)
    notebook.record("kl/beta/\(beta)", chase.kl)
    notebook.record("gain/beta/\(beta)", chase.gain)
  }
  let byBeta = chases.sorted { $0.klCoefficient < $1.klCoefficient }
  let best = chases.max { $0.gain.value < $1.gain.value }
  guard let smallest = byBeta.first, let largest = byBeta.last, let best else { return }
  for (name, chase) in [("smallest", smallest), ("best", best), ("largest", largest)] {
    notebook.record("sweep/\(name)/beta", Estimate(chase.klCoefficient))
    notebook.record("sweep/\(name)/gold", chase.answers.gold)
    notebook.record("sweep/\(name)/gain", chase.gain)
    notebook.record("sweep/\(name)/proxy", chase.proxy)
    notebook.record("sweep/\(name)/kl", chase.kl)
  }
  notebook.record("sweep/best_over_smallest", best.answers.gain(over: smallest.answers))
  notebook.record("sweep/best_over_largest", best.answers.gain(over: largest.answers))
}

/// Records how far the ratios ran when each rollout was used once, and when it was used for long.
func recordClipping(fresh: MetricLog, stale: MetricLog, _ notebook: Notebook) {
  for (name, metrics) in [("on_policy", fresh), ("stale", stale)] {
    let values = metrics.series("policy/clipfrac_avg").map(\.value)
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    notebook.record("clip_fraction/\(name)", Estimate(mean))
  }
}

/// Records how much of the web each step has unlearned, document by document.
func recordTax(
  base: LanguageModel, sft: LanguageModel, ppo: LanguageModel, ptx: LanguageModel,
  _ course: Course, _ notebook: Notebook
) {
  notebook.record("web_perplexity/sft_over_base", course.perplexityRatio(of: sft, to: base))
  notebook.record("web_perplexity/ppo_over_sft", course.perplexityRatio(of: ppo, to: sft))
  notebook.record("web_perplexity/ptx_over_ppo", course.perplexityRatio(of: ptx, to: ppo))
  notebook.record("web_perplexity/ptx_over_sft", course.perplexityRatio(of: ptx, to: sft))
}
