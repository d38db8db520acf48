import LessonKit

/// A way to spend people's time, and what it brings.
struct Investment {
  enum Kind: String, CaseIterable { case sft, ppo }

  /// Whether the demonstrations are by careful writers only, or by those of the course.
  let isCareful: Bool
  let kind: Kind
  let demonstrations: Int
  let minutes: Double
  /// At temperature 1, and greedy, which costs no time of anybody.
  let answers, greedy: [Answer]

  /// In results: `careful/ppo/384`.
  var name: String { "\(isCareful ? "careful" : "given")/\(kind)/\(demonstrations)" }
}

extension Course {
  /// Demonstrations alone, and demonstrations with rankings and PPO, for the writers of the course and for
  /// careful ones. The largest amount of demonstrations takes as much time as the smallest with the rankings.
  func investments() throws -> [Investment] {
    try [false, true].flatMap { isCareful in
      var sft = settings.sft
      if isCareful { (sft.data.hastyShare, sft.data.noisyShare) = (0, 0) }
      let start = try tuned(sft, isCareful: isCareful)
      let outputs = try outputs(
        of: start, prompts: settings.rewardModel.ranking.rankedPrompts, split: .train,
        settings: settings.rewardModel.ranking)
      let rewardModel = try rewardModel(
        settings.rewardModel, of: start, title: isCareful ? "careful-reward-model" : "reward-model")
      let policy = try policy(
        settings.ppo, against: rewardModel, from: start, title: isCareful ? "careful-ppo" : "ppo")
      let few = settings.sft.data.demonstrations
      let ranked = Double(outputs.product.reduce(0) { $0 + $1.completions.count })
      let same = few + Int(ranked / minutesPerDemonstration)
      let larger = try [2 * few, same].filter { $0 > few }.map { count in
        sft.data.demonstrations = count
        let model = try tuned(sft, isCareful: isCareful).product
        return investment(isCareful, .sft, count, minutes: 0, model)
      }
      return [investment(isCareful, .sft, few, minutes: 0, start.product)] + larger
        + [investment(isCareful, .ppo, few, minutes: ranked, policy.product)]
    }
  }

  private func tuned(
    _ sft: FineTuningSettings, isCareful: Bool
  ) throws -> Stage<LanguageModel, [FineTuningPoint]> {
    try supervisedFineTuned(
      sft, title: .count(isCareful ? "careful-sft" : "sft-of", sft.data.demonstrations))
  }

  /// - Parameter minutes: of ranking, one for each output.
  private func investment(
    _ isCareful: Bool, _ kind: Investment.Kind, _ demonstrations: Int, minutes: Double,
    _ model: LanguageModel
  ) -> Investment {
    Investment(
      isCareful: isCareful, kind: kind, demonstrations: demonstrations,
      minutes: Double(demonstrations) * minutesPerDemonstration + minutes,
      answers: examine(model), greedy: examine(model, temperature: 0))
  }
}

/// What an hour of people's time is worth, spent in one way or in another.
struct Labour: Measured {
  let investments: [Investment]

  private func of(_ isCareful: Bool, _ kind: Investment.Kind) -> [Investment] {
    investments.filter { $0.isCareful == isCareful && $0.kind == kind }
  }

  var results: Results {
    var results = Results()
    for each in investments {
      results["labour/gold/\(each.name)"] = each.answers.gold
      results["labour/greedy/\(each.name)"] = each.greedy.gold
      results["labour/minutes/\(each.name)"] = Estimate(each.minutes)
    }
    for (name, isCareful) in [("given", false), ("careful", true)] {
      guard let sft = of(isCareful, .sft).last, let ppo = of(isCareful, .ppo).last else { continue }
      results.add([
        "labour/\(name)/minutes": ppo.minutes, "labour/\(name)/demonstrations": sft.demonstrations,
        "labour/\(name)/sft": sft.answers.gold, "labour/\(name)/ppo": ppo.answers.gold,
        "labour/\(name)/sft_greedy": sft.greedy.gold, "labour/\(name)/ppo_greedy": ppo.greedy.gold,
        "labour/\(name)/gain": ppo.answers.gain(over: sft.answers),
        "labour/\(name)/gain_greedy": ppo.greedy.gain(over: sft.greedy),
      ])
    }
    return results
  }

  var table: Table {
    Table(
      "labour",
      columns: [
        "writers", "way", .number("demonstrations"), .number("hours"), .number("gold"),
        .number("greedy"),
      ],
      rows: investments.map { each in
        [
          Label(each.isCareful ? "careful" : "given"), Label("\(each.kind)"), each.demonstrations,
          (each.minutes / 60).formatted(places: 0), each.answers.gold,
          each.greedy.gold.formattedValue,
        ]
      })
  }

  var figure: Figure {
    Figure(
      name: "labour",
      panels: [("given", false), ("careful", true)].map { name, isCareful in
        func series(
          _ label: Label, _ kind: Investment.Kind, _ answers: (Investment) -> [Answer], _ hue: Int
        ) -> [Series] {
          let own = of(isCareful, kind)
          let minutes = own.map(\.minutes)
          let points = Series.points(label, x: minutes, y: own.map { answers($0).gold }, hue: hue)
          guard own.count > 1 else { return [points] }
          return [
            points, .line(.none, x: minutes, y: own.map { answers($0).gold.value }, hue: hue),
          ]
        }
        return Panel(
          title: Label("\(name)-writers"),
          x: Axis("minutes", isLogarithmic: true, range: 1000...30000),
          y: Axis("gold", range: 0.6...1), legend: isCareful ? .none : .above,
          series: series("sft", .sft, \.answers, 1) + series("sft-greedy", .sft, \.greedy, 4)
            + series("ppo", .ppo, \.answers, 0) + series("ppo-greedy", .ppo, \.greedy, 2))
      })
  }
}
