import LessonKit

/// How often a reward model orders the answers of held-out rankings as they were ranked; and how often their length
/// alone would.
struct OwnAccuracy: Measured {
  private let rankings: [OwnSample]
  private let scores: [[Double]]
  let pairs: ScoredPairs
  private let agreement, longer: OwnAgreement
  /// The mean over the last 50 batches, each before the step that learns from it.
  private let training: Double

  init(_ own: OwnCourse, _ rewardModel: ScalarModel, _ metrics: MetricLog) {
    rankings = own.rankings.heldOut
    scores = own.scores(of: rankings, by: rewardModel)
    pairs = ScoredPairs(ranks: rankings.map(\.ranks), scores: scores)
    agreement = OwnAgreement(with: rankings, scores: scores)
    longer = OwnAgreement(
      with: rankings, scores: rankings.map { $0.completions.map { Double($0.count) } })
    training = Spread(of: metrics.series("accuracy").suffix(50).map(\.value)).mean
  }

  var results: Results {
    [
      "reward_model/accuracy": agreement.share, "reward_model/training_accuracy": training,
      "longer/accuracy": longer.share,
      "gain/reward_model_vs_longer": agreement.gain(over: longer),
      "reward_model/pairs": agreement.pairCount,
    ]
  }

  var table: Table {
    Table(
      "own-accuracy", columns: ["judge", .number("right")],
      rows: [
        [Label("coin"), "0.50"], [Label("longer"), longer.share],
        [Label("reward-model"), agreement.share],
      ])
  }

  /// The answers of one prompt, best first, with what the reward model gives them.
  func table(of ranking: OwnSample) -> Table {
    let place = rankings.firstIndex { $0.prompt.text == ranking.prompt.text } ?? 0
    let scored = zip(zip(ranking.ranks, ranking.answers), scores[place])
    return Table(
      "own-scores",
      columns: [.number("rank"), .number("score"), .data(ranking.prompt.text.shownEnd)],
      rows: scored.sorted { $0.0.0 < $1.0.0 }.map { ranked, score in
        ["\(ranked.0)", score.formatted(places: 2), ranked.1.shownStart]
      })
  }

  /// The pair whose worse answer is furthest ahead; of a judge without mistakes, the pair that was closest.
  var worstMistake: Label {
    guard let worst = pairs.margins.indices.min(by: { pairs.margins[$0] < pairs.margins[$1] })
    else { return .none }
    let ranking = rankings[pairs.prompts[worst]]
    let its = scores[pairs.prompts[worst]]
    func answer(_ score: Double) -> String {
      its.firstIndex(of: score).map { ranking.answers[$0].shownStart } ?? ""
    }
    let (better, worse) = (pairs.better[worst], pairs.worse[worst])
    return Label(
      worse > better ? "own-mistake" : "own-closest",
      [
        "prompt": ranking.prompt.text.shownEnd, "better": answer(better), "worse": answer(worse),
        "better_score": better.formatted(places: 2), "worse_score": worse.formatted(places: 2),
      ])
  }
}

extension OwnCourse {
  /// What a reward model gives to an answer that the learner types.
  func verdict(on answer: String, to prompt: OwnPrompt, by model: ScalarModel) -> Label {
    guard let score = score(of: answer, to: prompt, by: model) else {
      let room = configuration.contextLength - prompt.ids.count - 1
      return Label("own-too-long", ["room": "\(room)"])
    }
    return Label("own-verdict", ["score": score.formatted(places: 2)])
  }
}
