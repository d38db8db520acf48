import LessonKit

/// How far the judge of the learner's own rankings can be trusted on held-out ones.
struct OwnJudge: Measured {
  let results: Results

  init(_ own: OwnCourse, _ rewardModel: ScalarModel) {
    let rankings = own.rankings.heldOut
    let agreement = OwnAgreement(
      with: rankings, scores: own.scores(of: rankings, by: rewardModel))
    results = [
      "reward_model/accuracy": agreement.share, "reward_model/pairs": agreement.pairCount,
    ]
  }
}

/// What PPO has brought over SFT, by the judge that it was trained against.
struct OwnImprovement: Measured {
  private let sft, ppo: [OwnAnswer]
  private let sftScores, ppoScores: [Double]
  private let divergence: Estimate

  init(_ own: OwnCourse, _ sft: LanguageModel, _ policy: LanguageModel, _ judge: ScalarModel) {
    self.sft = own.examine(sft)
    ppo = own.examine(policy)
    sftScores = own.proxyScores(of: self.sft, by: judge)
    ppoScores = own.proxyScores(of: ppo, by: judge)
    divergence = own.divergence(of: policy, from: sft, on: ppo)
  }

  private var clusters: [Int] { ppo.map(\.cluster) }
  private func mean(_ scores: [Double]) -> Estimate {
    .clusteredMean(of: scores, clusters: clusters)
  }

  /// Answer by answer; a tie counts half.
  private var winRate: Estimate {
    .clusteredShare(
      of: zip(ppoScores, sftScores).map { $0 > $1 ? 1 : $0 < $1 ? 0 : 0.5 }, clusters: clusters)
  }

  var results: Results {
    [
      "sft/proxy": mean(sftScores), "ppo/proxy": mean(ppoScores),
      "proxy_gain/ppo_vs_sft": Estimate.pairedDifference(
        of: ppoScores, minus: sftScores, clusters: clusters),
      "win_rate/ppo_vs_sft": winRate, "ppo/kl": divergence,
      "sft/tokens": sft.meanLength, "ppo/tokens": ppo.meanLength,
      "tokens_gain/ppo_vs_sft": Estimate.pairedDifference(
        of: ppo.map { Double($0.tokens.count) }, minus: sft.map { Double($0.tokens.count) },
        clusters: clusters),
      "sft/ended": sft.endedShare, "ppo/ended": ppo.endedShare,
      "sft/repeated": sft.repeatedShare, "ppo/repeated": ppo.repeatedShare,
    ]
  }

  var table: Table {
    Table(
      "own-improvement", columns: ["measure", .number("sft"), .number("ppo")],
      rows: [
        [Label("score"), mean(sftScores), mean(ppoScores)],
        [Label("wins"), "", winRate],
        [Label("kl"), "0", divergence],
        [Label("tokens"), sft.meanLength, ppo.meanLength],
        [Label("ended"), sft.endedShare, ppo.endedShare],
        [Label("repeated"), sft.repeatedShare, ppo.repeatedShare],
      ])
  }

  /// Held-out prompts with both models' answers: those with which the judge is most pleased, as there it is likeliest
  /// to be fooled.
  func examples(_ count: Int) -> [Label] {
    var shown: Set<Int> = []
    return ppo.indices.sorted { ppoScores[$0] > ppoScores[$1] }
      .filter { shown.insert(ppo[$0].cluster).inserted }.prefix(count).map { index in
        Label(
          "own-pair",
          [
            "prompt": ppo[index].prompt.text.shownEnd, "sft": sft[index].shown,
            "ppo": ppo[index].shown + "\n", "sft_score": sftScores[index].formatted(places: 2),
            "ppo_score": ppoScores[index].formatted(places: 2),
          ])
      }
  }
}

/// What is optimized, what it costs, and what often grows with it.
func ownPolicyFigure(_ metrics: MetricLog) -> Figure {
  Figure(
    name: "own-policy",
    panels: [
      curve("score", "deviations", metrics.series("objective/scores"), in: "score"),
      curve("kl", "nats-per-answer", metrics.series("objective/kl"), in: "kl"),
      curve("tokens", "tokens-per-answer", metrics.series("answer/tokens"), in: "tokens"),
    ])
}
