import LessonKit

/// A way to spend people's time, and what it brings.
struct Investment {
  enum Kind: String, CaseIterable {
    case sft
    /// The same demonstrations, read twice as often.
    case longer
    /// The best of 16 of SFT's answers, by the reward model.
    case best
    case ppo
  }

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
  ///
  /// - Parameter controls: what the course's own SFT and PPO answer, which need not be asked again.
  func investments(beside controls: ControlReport) throws -> [Investment] {
    try investments(isCareful: false, controls) + investments(isCareful: true, nil)
  }

  private func investments(isCareful: Bool, _ known: ControlReport?) throws -> [Investment] {
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
    let few = sft.data.demonstrations
    let ranked = Double(outputs.product.reduce(0) { $0 + $1.completions.count })
    let same = few + Int(ranked / minutesPerDemonstration)
    // A learner's own may be too few for as much labour.
    guard isCareful || max(2 * few, same) <= data.mostDemonstrations else { return [] }
    func investment(
      _ kind: Investment.Kind, _ count: Int, ranked: Double = 0, _ answers: [Answer],
      _ greedy: [Answer]
    ) -> Investment {
      Investment(
        isCareful: isCareful, kind: kind, demonstrations: count,
        minutes: Double(count) * minutesPerDemonstration + ranked, answers: answers,
        greedy: greedy)
    }
    func answers(_ name: String, of model: LanguageModel, _ temperature: Double) -> [Answer] {
      known?.answers(name, .temperature(temperature))
        ?? examine(model, temperature: Float(temperature))
    }

    sft.isWatched = false
    var investments = [
      investment(
        .sft, few, answers("sft", of: start.product, 1), answers("sft", of: start.product, 0))
    ]
    for count in [2 * few, same] where count > few {
      sft.data.demonstrations = count
      let model = try tuned(sft, isCareful: isCareful).product
      investments.append(
        investment(.sft, count, examine(model), examine(model, temperature: 0)))
    }
    if !isCareful {
      sft.data.demonstrations = few
      sft.training.epochs *= 2
      let longer = try tuned(sft, isCareful: false, title: "twice-as-long").product
      investments.append(
        investment(.longer, few, examine(longer), examine(longer, temperature: 0)))
    }
    let best =
      known?.answers("sft", .bestOf(16))
      ?? bestAnswers(of: start.product, by: rewardModel.product, counts: [16])[0].answers
    return investments + [
      investment(.best, few, ranked: ranked, best, best),
      investment(
        .ppo, few, ranked: ranked, answers("ppo", of: policy.product, 1),
        answers("ppo", of: policy.product, 0)),
    ]
  }

  private func tuned(
    _ sft: FineTuningSettings, isCareful: Bool, title: Label? = nil
  ) throws -> Stage<LanguageModel, [FineTuningPoint]> {
    let standard = Label.count(isCareful ? "careful-sft" : "sft-of", sft.data.demonstrations)
    return try supervisedFineTuned(sft, title: title ?? standard)
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
        "labour/\(name)/has_price": price(isCareful) != nil,
        "labour/\(name)/price": price(isCareful),
      ])
    }
    return results
  }

  /// What ranking an output may cost, all answering greedily; nil where it lies beyond the amounts tried.
  private func price(_ isCareful: Bool) -> Double? {
    guard let ppo = of(isCareful, .ppo).last else { return nil }
    return breakEvenPrice(
      of: ppo.greedy.gold.value, for: ppo.minutes,
      beside: of(isCareful, .sft).map { ($0.minutes, $0.greedy.gold.value) })
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

  func figure(beside worlds: ReferenceResults?) -> Figure {
    // What took as long stands side by side. The last of them is there in one panel only.
    let ways: [(Label, Investment.Kind, isGreedy: Bool, hue: Int, step: Double)] = [
      ("sft", .sft, false, 1, -2), ("sft-greedy", .sft, true, 4, -1), ("best", .best, true, 3, 0),
      ("ppo", .ppo, false, 0, 1), ("ppo-greedy", .ppo, true, 2, 2), ("longer", .longer, true, 5, 0),
    ]
    return Figure(
      name: "labour", title: gains("given") ? "title-gains" : "title",
      panels: [("given", false), ("careful", true)].compactMap { name, isCareful in
        guard investments.contains(where: { $0.isCareful == isCareful }) else { return nil }
        return Panel(
          title: Label("\(name)-writers"),
          x: Axis("minutes", isLogarithmic: true, range: 1000...30000),
          y: Axis("gold", range: 0.6...1), legend: .above,
          series: ways.flatMap { label, kind, isGreedy, hue, step -> [Series] in
            let own = of(isCareful, kind)
            guard !own.isEmpty else { return [] }
            let gold = own.map { (isGreedy ? $0.greedy : $0.answers).gold }
            let x = own.map { $0.minutes * pow(1.08, step) }
            let points = Series.points(label, x: x, y: gold, hue: hue)
              .beside(worlds, own.map { "labour/\(isGreedy ? "greedy" : "gold")/\($0.name)" })
            return own.count > 1
              ? [points, .line(.none, x: x, y: gold.map(\.value), hue: hue)] : [points]
          })
      })
  }

  /// Whether rankings and PPO bring more than demonstrations for the same time.
  private func gains(_ name: String) -> Bool {
    results["labour/\(name)/gain_greedy"]?.isAbove(Estimate(0)) ?? false
  }
}

/// Minutes that ranking one output may cost so that rankings and PPO bring as much as demonstrations for the
/// same time; nil where no amount that was tried brings so much, or the least already does.
///
/// Between two amounts gold is taken to be linear in the logarithm of the minutes.
///
/// - Parameters:
///   - goal: gold with rankings.
///   - minutes: of the least demonstrations and of the rankings, at one minute per output.
///   - amounts: minutes of demonstrations, and their gold, the least first.
package func breakEvenPrice(
  of goal: Double, for minutes: Double, beside amounts: [(minutes: Double, gold: Double)]
) -> Double? {
  guard let least = amounts.first else { return nil }
  for (less, more) in zip(amounts, amounts.dropFirst()) where less.gold < goal && goal <= more.gold
  {
    let share = (goal - less.gold) / (more.gold - less.gold)
    let needed = less.minutes * pow(more.minutes / less.minutes, share)
    return (needed - least.minutes) / (minutes - least.minutes)
  }
  return nil
}
