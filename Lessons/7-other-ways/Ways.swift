import LessonKit

/// A way from the supervised model to more reward, and what its policy says.
struct Way {
  /// In results, such as `grpo`.
  let name: String
  let label: Label
  /// At which β it is held against the optimum; nil if it is not.
  let beta: Double?
  /// To the prompts of the frontier.
  let answers: ScoredAnswers
  /// KL(π ‖ π_SFT) of each answer, in nats.
  let divergences: [Double]
  /// To the prompts that nothing was trained on; nil where it was not asked.
  let heldOut: [Answer]?

  private var clusters: [Int] { answers.answers.map(\.cluster) }

  var kl: Estimate { .clusteredMean(of: divergences, clusters: clusters) }
  var distance: Double { max(kl.value, 0).squareRoot() }
  var tokens: Estimate {
    .clusteredMean(of: answers.answers.map { Double($0.tokens.count) }, clusters: clusters)
  }

  /// How much higher its score is than the mean of SFT's for the same prompt.
  func scoreGain(in arena: Arena) -> Estimate {
    .clusteredMean(
      of: zip(clusters, answers.scores).map { $1 - arena.scores[$0] }, clusters: clusters)
  }

  /// The same of gold.
  func goldGain(in arena: Arena) -> Estimate {
    .clusteredMean(
      of: zip(clusters, answers.answers).map { $1.gold - arena.golds[$0] }, clusters: clusters)
  }

  /// How much less r − β KL it has than another way.
  func lag(behind other: Way, at beta: Double?) -> Estimate {
    func values(_ way: Way) -> [Double] {
      zip(way.answers.scores, way.divergences).map { $0 - (beta ?? 0) * $1 }
    }
    return .pairedDifference(of: values(other), minus: values(self), clusters: clusters)
  }

  /// How much more r − β KL the best policy of a list has; below 0 nobody can come, but for chance.
  func gap(to optimum: Optimum) -> Estimate {
    .clusteredMean(
      of: zip(clusters, zip(answers.scores, divergences)).map { cluster, own in
        optimum.values[cluster] - (own.0 - optimum.beta * own.1)
      }, clusters: clusters)
  }
}

/// Where policies are held against each other and against the optimum: prompts that they practise on, one judge, and SFT
/// that all began as.
struct Arena {
  let prompts: [Prompt]
  let sft: LanguageModel
  let judge: ScalarModel
  /// Many of SFT's answers.
  let samples: ScoredAnswers
  /// Their mean score and gold, prompt by prompt: what gains are counted from.
  let scores, golds: [Double]
  /// As many of SFT's as a policy gives.
  let start: Way
}

extension Course {
  /// The prompts of the frontier: the first of each kind that policies practise on.
  func frontierPrompts(perKind count: Int) -> [Prompt] {
    PromptKind.allCases.flatMap { world.prompts($0, .train).prefix(count) }
  }

  func arena(
    _ settings: OtherWaysSettings.Frontier, judge: ScalarModel
  ) throws -> Arena {
    let prompts = frontierPrompts(perKind: settings.promptsPerKind)
    let sft = try supervisedFineTuned().product
    let samples = answers(
      of: sft, to: prompts.flatMap { Array(repeating: $0, count: settings.samples) },
      for: "frontier samples")
    let start = way(
      "sft", "sft", sft, on: prompts, answers: settings.answers, sft: sft, judge: judge)
    let scored = scored(samples, by: judge)
    func means(_ numbers: [Double]) -> [Double] {
      prompts.indices.map { prompt in
        numbers[prompt * settings.samples..<(prompt + 1) * settings.samples].reduce(0, +)
          / Double(settings.samples)
      }
    }
    return Arena(
      prompts: prompts, sft: sft, judge: judge, samples: scored, scores: means(scored.scores),
      golds: means(samples.map(\.gold)), start: start)
  }

  /// What a policy says where SFT and the others are asked, too.
  func way(
    _ name: String, _ label: Label, _ policy: LanguageModel, beta: Double? = nil,
    in arena: Arena, _ settings: OtherWaysSettings.Frontier, isHeldOut: Bool = false
  ) -> Way {
    way(
      name, label, policy, beta: beta, on: arena.prompts, answers: settings.answers,
      sft: arena.sft, judge: arena.judge, heldOut: isHeldOut ? examine(policy) : nil)
  }

  private func way(
    _ name: String, _ label: Label, _ policy: LanguageModel, beta: Double? = nil,
    on prompts: [Prompt], answers count: Int, sft: LanguageModel, judge: ScalarModel,
    heldOut: [Answer]? = nil
  ) -> Way {
    let answers = answers(
      of: policy, to: prompts.flatMap { Array(repeating: $0, count: count) }, for: "frontier")
    let divergences = tokenKL(of: policy, from: sft, on: answers)
    return Way(
      name: name, label: label, beta: beta, answers: scored(answers, by: judge),
      divergences: divergences.map { $0.reduce(0) { $0 + $1.exact } }, heldOut: heldOut)
  }
}

/// Ways to more reward beside the best that there is on a list of all that they say.
struct Frontier: Measured {
  /// `good` or `weak`: what results are called by.
  let name: String
  let arena: Arena
  let ways: [Way]
  let best: BestOfN
  /// From the loosest leash.
  let optima: [Optimum]
  let coverage: Estimate

  /// Of the curve of the optimum.
  static let betas = [0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8]

  private func optimum(at beta: Double) -> Optimum? { optima.first { $0.beta == beta } }

  private var gaps: [(way: Way, gap: Estimate)] {
    ways.compactMap { way in
      way.beta.flatMap(optimum(at:)).map { (way, way.gap(to: $0)) }
    }
  }

  var results: Results {
    var results: Results = [
      "\(name)/coverage": coverage, "\(name)/sft/score": arena.start.answers.proxy,
      "\(name)/sft/gold": arena.start.answers.gold,
      "\(name)/beaten": gaps.count { $0.gap.isBelow(Estimate(0)) }, "\(name)/compared": gaps.count,
    ]
    for way in ways {
      results.add([
        "\(name)/\(way.name)/score": way.answers.proxy,
        "\(name)/\(way.name)/gold": way.answers.gold,
        "\(name)/\(way.name)/kl": way.kl, "\(name)/\(way.name)/tokens": way.tokens,
        "\(name)/\(way.name)/held_out": way.heldOut.map(\.gold),
        "\(name)/\(way.name)/score_gain": way.scoreGain(in: arena),
        "\(name)/\(way.name)/gold_gain": way.goldGain(in: arena),
        "\(name)/\(way.name)/distance": way.distance,
      ])
    }
    for (way, gap) in gaps { results["\(name)/\(way.name)/gap"] = gap }
    let groups = gaps.filter { GroupMethod(rawValue: $0.way.name) != nil }
    if let ppo = gaps.first(where: { $0.way.name == "ppo" }),
      let group = groups.min(by: { $0.gap.value < $1.gap.value })
    {
      results["\(name)/ppo_gap_over_best_group"] = ppo.way.lag(behind: group.way, at: ppo.way.beta)
    }
    results.add(leashes)
    for optimum in optima {
      let beta = optimum.beta.plain
      results.add([
        "\(name)/optimum/\(beta)/score": optimum.score,
        "\(name)/optimum/\(beta)/gold": optimum.gold,
        "\(name)/optimum/\(beta)/kl": optimum.kl,
      ])
    }
    for point in best.points {
      results["\(name)/best/\(point.count)/gold"] = point.gold
      results["\(name)/best/\(point.count)/score"] = point.score
    }
    return results
  }

  /// The smallest β of PPO and of GRPO, and the middle one of DPO, by these names.
  private var leashes: Results {
    func family(_ family: String) -> [Way] { ways.filter { $0.name.hasPrefix("\(family)/") } }
    // A family stands in the order of its β.
    let loosest = ["ppo", "grpo"].compactMap { name in family(name).first.map { (name, $0) } }
    guard !loosest.isEmpty else { return Results() }
    var results: Results = [
      "\(name)/turned": loosest.count { $0.1.goldGain(in: arena).isBelow(Estimate(0)) }
    ]
    for (method, way) in loosest {
      results["\(name)/\(method)/loosest/gold_gain"] = way.goldGain(in: arena)
    }
    let dpo = family("dpo")
    if !dpo.isEmpty { results["\(name)/dpo/middle/gold"] = dpo[dpo.count / 2].answers.gold }
    return results
  }

  var table: Table {
    func row(
      _ label: Label, _ score: Estimate, _ kl: Estimate, _ gold: Estimate, _ gap: String
    ) -> [any TableCell] {
      [
        label, score.value.formatted(places: 2), kl.value.formatted(places: 2),
        gold.value.formatted(places: 2), gap,
      ]
    }
    let sft = arena.start
    return Table(
      "ways",
      columns: ["way", .number("score"), .number("kl"), .number("gold"), .number("gap")],
      rows: [row(sft.label, sft.answers.proxy, Estimate(0), sft.answers.gold, "")]
        + ways.map { way in
          row(
            way.label, way.answers.proxy, way.kl, way.answers.gold,
            way.beta.flatMap(optimum(at:)).map { way.gap(to: $0).description } ?? "")
        }
        + optima.filter { optimum in ways.contains { $0.beta == optimum.beta } }.map {
          row(Label("optimum-at", ["beta": $0.beta.plain]), $0.score, $0.kl, $0.gold, "0")
        })
  }

  /// Gains over SFT by the distance from it. The names stand half in the one panel, half in the other.
  func figure(_ figure: String, beside worlds: ReferenceResults?) -> Figure {
    let hues = [0, 1, 2, 4, 5, 7]
    func panel(
      _ title: Label, _ y: Axis, _ result: String, optimum: (Optimum) -> [Double],
      best: (BestOfN.Point) -> Estimate, start: [Double], gain: (Way) -> Estimate, names: Int
    ) -> Plotting.Panel {
      let mean = start.reduce(0, +) / Double(start.count)
      func name(_ label: Label, _ place: Int) -> Label { place % 2 == names ? label : .none }
      let curves: [Series] = [
        .curve(
          name("optimum", 0), x: optima.map { max($0.kl.value, 0).squareRoot() },
          y: optima.map { optimum($0).reduce(0, +) / Double(start.count) - mean }, hue: 6),
        .curve(
          name("best", 1), x: self.best.points.map { $0.bound.squareRoot() },
          y: self.best.points.map { best($0).value - mean }, hue: 3),
      ]
      let points = families.enumerated().map { place, family in
        Series.points(
          name(family.label, place), x: family.ways.map(\.distance), y: family.ways.map(gain),
          hue: hues[place % hues.count]
        ).beside(
          worlds, family.ways.map { "\(self.name)/\($0.name)/\(result)" },
          at: family.ways.map { "\(self.name)/\($0.name)/distance" })
      }
      return Plotting.Panel(title: title, x: Axis("distance"), y: y, series: curves + points)
    }
    let isBeaten = results["\(name)/beaten"]?.value ?? 0 > 0
    return Figure(
      name: figure, title: isBeaten ? "title-beaten" : "title",
      panels: [
        panel(
          "judge", Axis("deviations"), "score_gain", optimum: \.scores, best: \.score,
          start: arena.scores, gain: { $0.scoreGain(in: arena) }, names: 0),
        panel(
          "rubric", Axis("gold-gain"), "gold_gain", optimum: \.golds, best: \.gold,
          start: arena.golds, gain: { $0.goldGain(in: arena) }, names: 1),
      ])
  }

  /// Ways that differ in their β only.
  private var families: [(label: Label, ways: [Way])] {
    var families: [(label: Label, ways: [Way])] = []
    for way in ways {
      let family = Label("family-\(way.name.prefix { $0 != "/" })")
      if let place = families.firstIndex(where: { $0.label == family }) {
        families[place].ways.append(way)
      } else {
        families.append((family, [way]))
      }
    }
    return families
  }
}

extension Course {
  /// Holds ways against the optimum on the list of all that they say.
  func frontier(
    _ name: String, _ ways: [Way], in arena: Arena, betas: [Double], counts: [Int]
  ) -> Frontier {
    let list = list(
      arena.samples.answers + ways.flatMap(\.answers.answers), rest: arena.start.answers.answers,
      prompts: arena.prompts.count, sft: arena.sft, judge: arena.judge)
    let wanted = Set(betas + ways.compactMap(\.beta)).filter { $0 > 0 }.sorted()
    return Frontier(
      name: name, arena: arena, ways: ways, best: BestOfN(of: arena.samples, counts: counts),
      optima: wanted.map { Optimum(list, beta: $0) }, coverage: list.coverage)
  }
}
