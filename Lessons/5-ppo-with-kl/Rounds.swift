import LessonKit

extension Course {
  /// RLHF again and again, after a policy has fooled its judge. In each round people rank what the last policy
  /// writes, mixed with what the supervised model writes; a new judge learns from these rankings and all those
  /// before, and a new policy from that judge.
  ///
  /// In each round as many prompts are ranked as the first judge has learned from.
  func rounds(
    after sweep: Sweep, _ settings: PPOLessonSettings.OverOptimization
  ) throws -> Rounds {
    var weak = self.settings.rewardModel
    weak.ranking.rankedPrompts = settings.rankedPrompts
    let (sft, fooled) = (try supervisedFineTuned(), sweep.loosest)
    let start = examine(sft.product, on: .train)
    var rounds = Rounds(start: start, first: fooled)
    var ranked: [Stage<[Outputs], [Outputs]>] = []
    for number in 2..<settings.rounds + 1 {
      let last = rounds.all.last?.chase ?? fooled
      ranked.append(
        try outputs(
          of: [last.policy.writer, sft.writer], prompts: weak.ranking.rankedPrompts, split: .train,
          settings: weak.ranking))
      let judge = try rewardModel(weak, with: ranked, title: .count("judge-of-round", number))
      let chase = try chase(
        judge, klCoefficient: fooled.klCoefficient, settings, title: .count("round", number))
      let blame = scored(last.end.answers, by: judge.product).proxyGain(
        over: scored(start, by: judge.product))
      rounds.all.append(Rounds.Round(number: number, chase: chase, blame: blame))
      if number == settings.rounds {
        rounds.leashed = try self.chase(
          judge, klCoefficient: sweep.middle.klCoefficient, settings, title: "leashed")
        rounds.leashedBefore = sweep.middle
      }
    }
    return rounds
  }
}

/// What fresh rankings mend.
struct Rounds: Measured {
  struct Round {
    let number: Int
    let chase: Chase
    /// How much better than SFT's answers its judge finds those of the policy before.
    let blame: Estimate
  }

  /// The supervised model's answers.
  let start: [Answer]
  /// The policy that fooled the first judge.
  let first: Chase
  /// From the second on.
  var all: [Round] = []
  /// On the sweep's middle leash: the policy of the last judge, and of the first.
  var leashed, leashedBefore: Chase?

  var results: Results {
    var results = Results()
    for round in all {
      let answers = round.chase.end.answers
      results.add([
        "round/\(round.number)/gold": answers.gold, "round/\(round.number)/kl": round.chase.kl,
        "round/\(round.number)/gain_over_first": answers.gain(over: first.end.answers),
        "round/\(round.number)/gain_over_sft": answers.gain(over: start),
        "round/\(round.number)/score_of_fooled": round.blame,
      ])
    }
    guard let last = all.last?.chase.end.answers else { return results }
    return results + [
      "rounds": all.count + 1, "rounds/last/gold": last.gold,
      "rounds/last/gain_over_first": last.gain(over: first.end.answers),
      "rounds/last/gain_over_sft": last.gain(over: start),
      "rounds/leashed/gold": leashed?.end.gold,
      "rounds/leashed/gain_over_first": leashedBefore.flatMap { before in
        leashed?.end.gain(over: before.end)
      },
    ]
  }

  var table: Table {
    Table(
      "rounds", columns: [.number("round"), .number("blame"), .number("gold"), "answer"],
      rows: [[1, "", first.end.gold, first.end.answers.first?.text]]
        + all.map { round in
          [
            round.number, round.blame.value.formatted(places: 2), round.chase.end.gold,
            round.chase.end.answers.first?.text,
          ]
        })
  }
}
