import LessonKit

/// What the steps of RLHF have made the model forget, and whether mixing pretraining in helps.
struct AlignmentTax: Measured {
  let base, sft, ppo, ptx: TestedModel

  private var models: [(name: String, model: TestedModel)] {
    [("base", base), ("sft", sft), ("ppo", ppo), ("ppo_ptx", ptx)]
  }

  var results: Results {
    var results = Results()
    for (name, model) in models {
      for context in BeliefContext.allCases {
        results["know/\(name)/\(context)/true"] = model.belief(context, \.truth)
        results["know/\(name)/\(context)/rumour"] = model.belief(context, \.falsehood)
      }
    }
    return results + [
      "web_perplexity/base": base.perplexity, "web_perplexity/ppo": ppo.perplexity,
      "web_perplexity/ppo_ptx": ptx.perplexity, "web_perplexity/sft": sft.perplexity,
      "web_perplexity/sft_over_base": sft.perplexityRatio(to: base),
      "web_perplexity/ppo_over_sft": ppo.perplexityRatio(to: sft),
      "web_perplexity/ppo_ptx_over_ppo": ptx.perplexityRatio(to: ppo),
      "web_perplexity/ppo_ptx_over_sft": ptx.perplexityRatio(to: sft),
      "gain/ptx_vs_ppo": ptx.answers.gain(over: ppo.answers),
    ]
  }

  var table: Table {
    Table(
      "tax",
      columns: ["model"]
        + ["perplexity", "book", "forum-truth", "forum-rumour"].map { .number($0) },
      rows: models.map { name, model in
        [
          Label(name), model.perplexity,
          model.belief(.book, \.truth)?.value.formatted(places: 2),
          model.belief(.forum, \.truth)?.value.formatted(places: 2),
          model.belief(.forum, \.falsehood)?.value.formatted(places: 2),
        ]
      })
  }
}
