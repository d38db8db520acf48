import LessonKit

/// A policy that chased the weak reward model, and where it got.
struct Chase {
  /// β.
  let klCoefficient: Double
  let policy: Stage<LanguageModel, [PolicyPoint]>
  let end: ScoredAnswers
  /// Nats per answer, at the end.
  let kl: Estimate
  /// How β was moved meanwhile.
  var leash = Leash()

  var isMoved: Bool { !leash.moves.isEmpty }
  var name: Label { isMoved ? "your-leash" : Chase.name(klCoefficient) }
  /// One for each iteration.
  var points: [PolicyPoint] { policy.snapshot }

  /// Whether the learner's hand has beaten a policy.
  func verdict(beside other: Chase) -> Label {
    let gain = end.gain(over: other.end)
    let key =
      gain.isAbove(Estimate(0))
      ? "leash-won" : gain.isBelow(Estimate(0)) ? "leash-lost" : "leash-unclear"
    return Label(
      key,
      [
        "gold": end.gold.formattedValue, "score": end.proxy.formattedValue,
        "gold_before": other.end.gold.formattedValue,
        "score_before": other.end.proxy.formattedValue, "beta": other.klCoefficient.plain,
        "gain": gain.description,
      ])
  }

  static func name(_ klCoefficient: Double) -> Label { .verbatim("β = \(klCoefficient.plain)") }
}

extension Course {
  /// Has a policy chase a weak reward model, hard, on a leash of the given length.
  func chase(
    _ weak: Stage<ScalarModel, [Double]>, klCoefficient: Double,
    _ settings: PPOLessonSettings.OverOptimization, title: Label? = nil
  ) throws -> Chase {
    let policy = try policy(
      chasing(klCoefficient, settings), against: weak, title: title ?? Chase.name(klCoefficient))
    return try chase(by: policy, weak, klCoefficient: klCoefficient)
  }

  private func chasing(
    _ klCoefficient: Double, _ settings: PPOLessonSettings.OverOptimization
  ) -> PPOOptions {
    var ppo = self.settings.ppo
    ppo.klCoefficient = klCoefficient
    ppo.targetKL = 0
    ppo.iterations = settings.iterations
    ppo.batchSize = settings.batchSize
    ppo.learningRate = settings.learningRate
    return ppo
  }

  private func chase(
    by policy: Stage<LanguageModel, [PolicyPoint]>, _ weak: Stage<ScalarModel, [Double]>,
    klCoefficient: Double, leash: Leash = Leash()
  ) throws -> Chase {
    let answers = examine(policy.product, on: .train)
    return Chase(
      klCoefficient: klCoefficient, policy: policy,
      end: scored(answers, by: weak.product),
      kl: tokenKL(of: policy.product, from: try supervisedFineTuned().product, on: answers)
        .perAnswer, leash: leash)
  }

  /// One more policy, whose leash the learner pulls while it trains, with the middle one of the sweep behind it.
  ///
  /// - Parameter klCoefficient: β at first.
  /// - Returns: nil if it is none but one of the sweep.
  func pullLeash(
    from klCoefficient: Double, against weak: Stage<ScalarModel, [Double]>, beside sweep: Sweep,
    _ settings: PPOLessonSettings.OverOptimization, _ notebook: Notebook
  ) throws -> Chase? {
    let ppo = chasing(klCoefficient, settings)
    let points = sweep.middle.points
    let ghosts: [Label: [Double]] = [
      "curve-judge": points.map(\.proxy), "curve-gold": points.map(\.gold),
    ]
    let pulled: Chase? = try notebook.steer(from: klCoefficient, ghosts: ghosts) { moves, hand in
      let given = settings.leash.isEmpty ? nil : Leash(settings.leash)
      let leash = moves.map(Leash.init) ?? given
      guard leash != nil || hand != nil else {
        let isThere = settings.klCoefficients.contains(klCoefficient)
        return (isThere ? nil : try chase(weak, klCoefficient: klCoefficient, settings), [])
      }
      let (policy, pulled) = try steeredPolicy(
        ppo, against: weak, leash: leash, hand: hand?.value ?? { klCoefficient },
        takingUp: { hand?.takeUp($0) }, title: "your-leash")
      return (
        try chase(by: policy, weak, klCoefficient: klCoefficient, leash: pulled), pulled.numbers
      )
    }
    guard let pulled, pulled.isMoved || !sweep.has(klCoefficient) else { return nil }
    notebook.show(pulled.verdict(beside: sweep.middle))
    if pulled.isMoved {
      let numbers = ([0, klCoefficient] + pulled.leash.numbers).map(\.plain)
      notebook.note(
        Messages.text("run-note.leash", ["numbers": numbers.joined(separator: ", ")]))
    }
    return pulled
  }
}

extension Course {
  /// A reward model that deserves little trust: it has learned from few rankings.
  func weakRewardModel(
    _ settings: PPOLessonSettings.OverOptimization
  ) throws -> Stage<ScalarModel, [Double]> {
    try rewardModel(title: .count("weak-reward-model", settings.rankedPrompts)) {
      $0.ranking.rankedPrompts = settings.rankedPrompts
    }
  }

  /// Policies on leashes of different length, against the same judge.
  func sweep(
    against weak: Stage<ScalarModel, [Double]>, _ settings: PPOLessonSettings.OverOptimization
  ) throws -> Sweep {
    let unmoved = examine(try supervisedFineTuned().product, on: .train)
    let chases = try settings.klCoefficients.map {
      try chase(weak, klCoefficient: $0, settings)
    }
    return Sweep(start: scored(unmoved, by: weak.product), chases: chases)
  }
}

extension PPOLessonSettings.OverOptimization {
  /// The β that a learner is offered.
  var middle: Double { klCoefficients[klCoefficients.count / 2] }

  /// The smallest, the middle and the largest β.
  var ends: Results {
    let betas = klCoefficients.sorted()
    return [
      "sweep/smallest/beta": betas.first, "sweep/middle/beta": betas[betas.count / 2],
      "sweep/largest/beta": betas.last,
    ]
  }
}

/// Policies that chased the same weak reward model, on leashes of different length.
struct Sweep: Measured {
  /// The supervised model's answers.
  let start: ScoredAnswers
  let chases: [Chase]
  /// That of the learner's hand, if it is none of the others.
  var own: Chase?

  private var all: [Chase] {
    (chases + [own].compactMap(\.self)).sorted { $0.klCoefficient < $1.klCoefficient }
  }

  /// The policy with the smallest β.
  var loosest: Chase { chases.min { $0.klCoefficient < $1.klCoefficient } ?? chases[0] }

  var middle: Chase { chases.sorted { $0.klCoefficient < $1.klCoefficient }[chases.count / 2] }

  /// Every policy under its β, and the smallest, middle, largest and best β by these names.
  var results: Results {
    var results: Results = ["sweep/sft_gold": start.gold, "sweep/sft_proxy": start.proxy]
    for chase in chases {
      let beta = chase.klCoefficient.plain
      results.add([
        "gold/beta/\(beta)": chase.end.gold, "proxy/beta/\(beta)": chase.end.proxy,
        "kl/beta/\(beta)": chase.kl, "gain/beta/\(beta)": chase.end.gain(over: start),
      ])
    }
    let byBeta = chases.sorted { $0.klCoefficient < $1.klCoefficient }
    guard let smallest = byBeta.first, let largest = byBeta.last,
      let best = byBeta.max(by: {
        $0.end.gain(over: start).value < $1.end.gain(over: start).value
      })
    else { return results }
    if let own {
      results.add([
        "sweep/own/beta": own.klCoefficient, "sweep/own/gain": own.end.gain(over: start),
        "sweep/own/proxy_gain": own.end.proxyGain(over: start), "sweep/own/kl": own.kl,
        "sweep/own/over_middle": own.end.gain(over: middle.end),
      ])
    }
    for (name, chase) in [
      ("smallest", smallest), ("middle", middle), ("largest", largest), ("best", best),
    ] {
      results.add([
        "sweep/\(name)/beta": chase.klCoefficient, "sweep/\(name)/gold": chase.end.gold,
        "sweep/\(name)/gain": chase.end.gain(over: start), "sweep/\(name)/kl": chase.kl,
        "sweep/\(name)/proxy_gain": chase.end.proxyGain(over: start),
      ])
    }
    return results + [
      "sweep/proxy_smallest_over_middle": smallest.end.proxyGain(over: middle.end),
      "sweep/proxy_smallest_over_largest": smallest.end.proxyGain(over: largest.end),
      "sweep/proxy_middle_over_largest": middle.end.proxyGain(over: largest.end),
      "sweep/best_over_smallest": best.end.gain(over: smallest.end),
      "sweep/best_over_largest": best.end.gain(over: largest.end),
    ]
  }

  /// The first question of three kinds, as each policy answers it.
  var samples: Table {
    var table = Table("samples", columns: ["prompt", "policy", "answer"])
    for kind in [PromptKind.fact, .unknown, .premise] {
      guard let first = start.answers.of(kind).first else { continue }
      table.add(first.prompt.text, Label("sft"), first.text)
      for chase in all {
        table.add("", chase.name, chase.end.answers.of(kind).first?.text)
      }
    }
    return table
  }

  var table: Table {
    func cell(_ estimate: Estimate) -> String { estimate.value.formatted(places: 2) }
    var table = Table(
      "sweep",
      columns: ["policy", .number("proxy"), .number("gold"), .number("gain"), .number("kl")],
      rows: [[Label("sft"), cell(start.proxy), cell(start.gold), "", "0"]])
    for chase in all {
      table.add(
        chase.name, cell(chase.end.proxy), cell(chase.end.gold), chase.end.gain(over: start),
        cell(chase.kl))
    }
    return table
  }

  func has(_ klCoefficient: Double) -> Bool {
    chases.contains { $0.klCoefficient == klCoefficient }
  }

  /// Whether the policy with the smallest β has pleased the judge and got worse.
  var isHacked: Bool {
    loosest.end.proxyGain(over: start).isAbove(Estimate(0))
      && loosest.end.gain(over: start).isBelow(Estimate(0))
  }

  func figure(beside worlds: ReferenceResults?) -> Figure {
    let betas = all.map { $0.isMoved ? Label("your-leash") : .verbatim($0.klCoefficient.plain) }
    func bars(_ name: Label, _ values: [Estimate], _ result: String, hue: Int) -> Series {
      .bars(name, values, hue: hue)
        .beside(worlds, all.map { "\(result)/beta/\($0.klCoefficient.plain)" })
    }
    return Figure(
      name: "beta-sweep", title: isHacked ? "title-hacked" : "title",
      panels: [
        Plotting.Panel(
          title: "proxy", x: Axis(.verbatim("β")), y: Axis("weak-score"), legend: .none,
          categories: betas,
          bars: [bars("proxy", all.map(\.end.proxy), "proxy", hue: 0)]),
        Plotting.Panel(
          title: "gold", x: Axis(.verbatim("β")), y: Axis("gain"), legend: .none, categories: betas,
          bars: [bars("gold", all.map { $0.end.gain(over: start) }, "gain", hue: 1)]),
      ])
  }
}
