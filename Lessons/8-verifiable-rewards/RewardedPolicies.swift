import LessonKit

/// A policy that has learned from a reward, or the model that all of them began as.
struct RewardedPolicy {
  /// In results, such as `truth`.
  let name: String
  let label: Label
  let model: Writer
  /// Of its training; empty for the model that all began as.
  let metrics: MetricLog
  /// To prompts that nothing was trained on, and to those that policies practise on.
  let heldOut, practice: [Answer]
  /// At each token of the held-out answers, from the supervised model.
  let tokens: [[TokenKL]]

  var kl: Estimate { tokens.perAnswer }
  var entropy: Estimate { tokens.perToken(\.entropy) }

  /// What it is worth, and how much more than another.
  func results(beside start: RewardedPolicy) -> Results {
    [
      "\(name)/gold": heldOut.gold, "\(name)/gold_practice": practice.gold,
      "\(name)/right": heldOut.share(\.isRight),
      "\(name)/right_practice": practice.share(\.isRight),
      "\(name)/kl": kl, "\(name)/entropy": entropy,
      "\(name)/cites": heldOut.share(\.judgement.citesBook),
      "\(name)/harmless": heldOut.mean(\.judgement.harmless),
      "\(name)/helpful": heldOut.mean(\.judgement.helpful),
      "\(name)/words": Estimate.clusteredMean(
        of: heldOut.map { Double($0.judgement.words) }, clusters: heldOut.map(\.cluster)),
      "\(name)/gold_gain": heldOut.gain(over: start.heldOut),
      "\(name)/gold_gain_practice": practice.gain(over: start.practice),
      "\(name)/right_gain": heldOut.gain(in: \.asRight, over: start.heldOut),
      "\(name)/right_gain_practice": practice.gain(in: \.asRight, over: start.practice),
      "\(name)/cites_gain": heldOut.gain(
        in: { $0.judgement.citesBook ? 1 : 0 }, over: start.heldOut),
      "\(name)/entropy_gain": name == start.name ? nil : entropy.minus(start.entropy),
    ]
  }
}

extension Answer {
  /// 1 for a right answer, else 0.
  var asRight: Double { isRight ? 1 : 0 }
}

extension Course {
  /// The weak judge of lesson 5.
  func weakJudge(_ settings: CheckedSettings.WeakJudge) throws -> Stage<ScalarModel, [Double]> {
    try rewardModel(title: .count("weak-reward-model", settings.rankedPrompts)) {
      $0.ranking.rankedPrompts = settings.rankedPrompts
    }
  }

  /// A policy that GRPO has trained with a reward.
  ///
  /// - Parameter change: of the settings of `verifiable.*`.
  func rewarded(
    _ name: String, by reward: Reward, change: (inout GroupPolicyOptions) -> Void = { _ in }
  ) throws -> RewardedPolicy {
    let label = Label(name.replacing("/", with: "-"))
    let policy = try groupPolicy(rewardedBy: reward, title: label, change: change)
    return try rewarded(name, label, policy.writer, policy.metrics)
  }

  /// The same on a leash; in results `leashed/…`.
  func leashed(_ name: String, at beta: Double, by reward: Reward) throws -> RewardedPolicy {
    try rewarded("leashed/\(name)", by: reward) { $0.klCoefficient = beta }
  }

  /// A model, as it answers now.
  func rewarded(
    _ name: String, _ label: Label, _ writer: Writer, _ metrics: MetricLog = MetricLog()
  ) throws -> RewardedPolicy {
    let heldOut = examine(writer.model)
    return RewardedPolicy(
      name: name, label: label, model: writer, metrics: metrics, heldOut: heldOut,
      practice: examine(writer.model, on: .train),
      tokens: tokenKL(
        of: writer.model, from: try supervisedFineTuned().product, on: heldOut))
  }
}

/// Policies by what rewarded them.
struct RewardedPolicies: Measured {
  /// The supervised model.
  let start: RewardedPolicy
  let policies: [RewardedPolicy]

  subscript(name: String) -> RewardedPolicy? { policies.first { $0.name == name } }

  var results: Results {
    var results = Results([start.results(beside: start)])
    for policy in policies { results.add(policy.results(beside: start)) }
    for other in policies where other.name != "truth" {
      guard let truth = self["truth"] else { continue }
      results["truth_minus_\(other.name)"] = truth.heldOut.gain(over: other.heldOut)
    }
    if let equal = self["truth"]?.metrics.series("frac_reward_zero_std").map(\.value) {
      let count = max(1, equal.count / 10)
      func mean(_ part: ArraySlice<Double>) -> Double {
        part.reduce(0, +) / Double(max(1, part.count))
      }
      results["truth/equal_groups/first"] = Estimate(mean(equal.prefix(count)))
      results["truth/equal_groups/last"] = Estimate(mean(equal.suffix(count)))
    }
    if let critic = self["leashed/critic"], let weak = self["leashed/weak"],
      let judge = self["leashed/judge"]
    {
      results["leashed/critic_minus_weak"] = critic.heldOut.gain(over: weak.heldOut)
      results["leashed/judge_minus_critic"] = judge.heldOut.gain(over: critic.heldOut)
    }
    return results
  }

  /// - Parameter name: of the table's words.
  func table(_ name: String) -> Table {
    Table(
      name,
      columns: [
        "reward", .number("right"), .number("gold"), .number("practice"), .number("kl"),
        .number("entropy"),
      ],
      rows: ([start] + policies).map { policy in
        [
          policy.label, policy.heldOut.share(\.isRight), policy.heldOut.gold,
          policy.practice.gold.formattedValue, policy.kl.value.formatted(places: 2),
          policy.entropy.value.formatted(places: 2),
        ]
      })
  }

  /// Gold of the answers that each policy learns from.
  func figure() -> Figure {
    let hues = [1, 4, 0, 2, 5]
    func panel(
      _ title: Label, _ metric: String, _ y: Axis, from least: Double = -.infinity
    ) -> Plotting.Panel {
      Panel(
        title: title, x: Axis("iteration"), y: y,
        series: policies.enumerated().map { place, policy in
          let values = policy.metrics.series(metric).filter { $0.value >= least }
          return .line(
            policy.label, values, smoothing: 0.9,
            hue: hues[place % hues.count])
        })
    }
    let isSaved = self["truth"]?.practice.gain(over: start.practice).isAbove(Estimate(0)) ?? false
    let isRuined = self["weak"]?.practice.gain(over: start.practice).isBelow(Estimate(0)) ?? false
    return Figure(
      name: "rewards", title: isSaved && isRuined ? "title-both" : "title",
      panels: [
        panel("wanted", "gold/score", Axis("gold", range: 0...1)),
        panel(
          "distance", "objective/kl", Axis("nats", isLogarithmic: true, range: 0.1...200), from: 0.1
        ),
      ])
  }
}

/// Where the right answers are, by kind of prompt.
struct RightByKind: Measured {
  let start, trained: RewardedPolicy

  /// Kinds whose right answers are a way to answer, and kinds whose right answers are facts.
  private static let groups: [(name: String, kinds: [PromptKind])] = [
    ("ways", [.unknown, .premise]), ("facts", [.fact, .rumour, .folk, .name]),
  ]

  var results: Results {
    var results = Results()
    for (name, kinds) in RightByKind.groups {
      func gain(_ split: (RewardedPolicy) -> [Answer]) -> Estimate {
        split(trained).filter { kinds.contains($0.prompt.kind) }
          .gain(
            in: \.asRight, over: split(start).filter { kinds.contains($0.prompt.kind) })
      }
      results["\(name)/held_out"] = gain(\.heldOut)
      results["\(name)/practice"] = gain(\.practice)
    }
    for policy in [start, trained] {
      for kind in policy.heldOut.kinds {
        results["\(policy.name)/right/\(kind)"] = policy.heldOut.of(kind).share(\.isRight)
        results["\(policy.name)/right_practice/\(kind)"] = policy.practice.of(kind)
          .share(\.isRight)
        results["\(policy.name)/cites/\(kind)"] = policy.heldOut.of(kind)
          .share(\.judgement.citesBook)
      }
    }
    return results
  }

  var table: Table {
    Table(
      "kinds",
      columns: [
        "kind", .number("sft-practice"), .number("practice"), .number("sft-held-out"),
        .number("held-out"),
      ],
      rows: start.heldOut.kinds.map { kind in
        func share(_ answers: [Answer]) -> String {
          answers.of(kind).share(\.isRight).formattedValue
        }
        return [
          kind.label, share(start.practice), share(trained.practice), share(start.heldOut),
          share(trained.heldOut),
        ] as [any TableCell]
      })
  }
}
