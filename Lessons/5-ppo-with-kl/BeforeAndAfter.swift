import LessonKit

/// What PPO has brought over SFT, by gold and by its own judge.
struct Improvement: Measured {
  let base: [Answer]
  let sft, ppo: ScoredAnswers

  var results: Results {
    [
      "sft/gold": sft.gold, "ppo/gold": ppo.gold, "gain/ppo_vs_sft": ppo.gain(over: sft),
      "win_rate/ppo_vs_sft": ppo.answers.winRate(against: sft.answers),
      "win_rate/ppo_vs_base": ppo.answers.winRate(against: base),
      "sft/proxy": sft.proxy, "ppo/proxy": ppo.proxy,
      "proxy_gain/ppo_vs_sft": ppo.proxyGain(over: sft),
    ]
  }

  /// The first prompt of each kind, answered by both models.
  var sideBySide: Table {
    func cell(_ answer: Answer) -> String {
      "\(answer.text) (\(answer.gold.formatted(places: 2)))"
    }
    return Table(
      "side-by-side", columns: ["prompt", "sft", "ppo"],
      rows: zip(sft.answers.firstOfEachKind, ppo.answers.firstOfEachKind).map { old, new in
        [old.prompt.text, cell(old), cell(new)]
      })
  }
}

/// What PPO has brought for each kind of prompt.
struct GainByKind: Measured {
  let before, after: [Answer]

  private var gains: [(kind: PromptKind, gain: Estimate)] {
    PromptKind.allCases.filter { !after.of($0).isEmpty }
      .map { ($0, after.of($0).gain(over: before.of($0))) }
  }

  var results: Results {
    let clear = Estimate.differFromZero(
      gains.map { each in { after.of(each.kind).gain(over: before.of(each.kind), confidence: $0) } }
    )
    let gained = zip(gains, clear).count { $1 && $0.gain.value > 0 }
    let lost = zip(gains, clear).count { $1 && $0.gain.value < 0 }
    return Results(gains.map { ["gain/ppo_vs_sft/\($0.kind)": $0.gain] }) + [
      "kinds/gained": gained, "kinds/lost": lost, "kinds/unclear": gains.count - gained - lost,
      "sft/admits_unknown": before.of(.unknown).share(\.judgement.admitsIgnorance),
      "ppo/admits_unknown": after.of(.unknown).share(\.judgement.admitsIgnorance),
    ]
  }

  var table: Table {
    Table(
      "kinds", columns: ["kind", .number("sft"), .number("ppo"), .number("gain")],
      rows: gains.map { kind, gain in
        [
          kind.label, before.of(kind).gold.value.formatted(places: 2),
          after.of(kind).gold.value.formatted(places: 2), gain,
        ]
      })
  }
}
