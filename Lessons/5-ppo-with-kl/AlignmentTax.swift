import LessonKit

/// What a model is good at: reading web text, and answering.
struct TestedModel {
  /// Of each validation document.
  let nats, words: [Double]
  let perplexity: Estimate
  let beliefs: [Belief]
  let answers: [Answer]

  /// How likely it finds the true value, or the rumoured one, of the facts that the web has rumours about and
  /// no training asks for.
  func belief(_ context: BeliefContext, _ measure: (Belief) -> Double) -> Estimate? {
    let values = beliefs.filter { $0.context == context && $0.isHeldOut }.map(measure)
    return values.isEmpty ? nil : .clusteredShare(of: values, clusters: Array(values.indices))
  }

  /// How many times another model's perplexity this one's is, on the same documents: what makes a
  /// document hard for both cancels out.
  func perplexityRatio(to other: TestedModel) -> Estimate {
    .ratio(of: zip(nats, other.nats).map { $0 - $1 }, to: words).mapped { exp($0) }
  }
}

extension Course {
  func tested(_ model: LanguageModel, answers: [Answer]) -> TestedModel {
    let evaluation = evaluationOnWeb(of: model)
    return TestedModel(
      nats: evaluation.sequences.map(\.nats),
      words: data.webValidation.map { Double(wordCount(of: $0)) },
      perplexity: perplexity(evaluation), beliefs: beliefs(of: model), answers: answers)
  }
}

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
