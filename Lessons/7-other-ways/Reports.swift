import LessonKit

/// Fine-tuning on the best of a model's own answers, and what of its gain is only fine-tuning.
struct SelectionReport: Measured {
  let start, best, random: Way

  var results: Results {
    [
      "selection/best_over_sft": best.answers.gain(over: start.answers),
      "selection/random_over_sft": random.answers.gain(over: start.answers),
      "selection/best_over_random": best.answers.gain(over: random.answers),
    ]
  }

  var table: Table {
    Table(
      "selection",
      columns: ["way", .number("score"), .number("kl"), .number("gold"), .number("gain")],
      rows: [start, best, random].map { way in
        [
          way.label, way.answers.proxy.value.formatted(places: 2),
          way.kl.value.formatted(places: 2), way.answers.gold,
          way.name == "sft" ? "" : way.answers.gain(over: start.answers).description,
        ]
      })
  }
}

/// How long answers are, and those of them that are wrong.
struct Lengths: Measured {
  let start: Way
  let ways: [Way]

  private func wrong(_ way: Way) -> Estimate {
    let answers = way.answers.answers.filter { $0.gold < 0.5 }
    return .clusteredMean(
      of: answers.map { Double($0.tokens.count) }, clusters: answers.map(\.cluster))
  }

  var results: Results {
    var results = Results()
    for way in [start] + ways {
      results["length/\(way.name)"] = way.tokens
      results["length/\(way.name)/wrong"] = wrong(way)
    }
    if let grpo = ways.first(where: { $0.name == "grpo" }),
      let unbiased = ways.first(where: { $0.name == "unbiased" })
    {
      results["length/grpo_minus_unbiased"] = Estimate.pairedDifference(
        of: grpo.answers.answers.map { Double($0.tokens.count) },
        minus: unbiased.answers.answers.map { Double($0.tokens.count) },
        clusters: grpo.answers.answers.map(\.cluster))
    }
    return results
  }

  var table: Table {
    Table(
      "lengths",
      columns: [
        "way", .number("score"), .number("gold"), .number("held-out"), .number("tokens"),
        .number("wrong"),
      ],
      rows: ([start] + ways).map { way in
        [
          way.label, way.answers.proxy.value.formatted(places: 2), way.answers.gold,
          way.heldOut?.gold.formattedValue ?? "", way.tokens.formattedValue,
          wrong(way).formattedValue,
        ]
      })
  }
}

/// PPO on a leash beside PPO without one that was stopped about as far from SFT.
struct EarlyStopping: Measured {
  struct Pair {
    let leash, stopped: Way

    /// How much better the leash is, answer by answer.
    var gain: Estimate { leash.answers.gain(over: stopped.answers) }
  }

  let pairs: [Pair]

  init(_ frontier: Frontier) {
    let stopped = frontier.ways.filter { $0.name.hasPrefix("stopped/") }
    let leashes = frontier.ways.filter { $0.name.hasPrefix("ppo/") && ($0.beta ?? 0) > 0 }
    pairs = leashes.compactMap { leash in
      stopped.min { abs($0.distance - leash.distance) < abs($1.distance - leash.distance) }
        .map { Pair(leash: leash, stopped: $0) }
    }
  }

  var results: Results {
    var results = Results(
      pairs.map {
        ["early/\($0.leash.beta?.plain ?? "")/leash_over_stopped": $0.gain]
      })
    if !pairs.isEmpty {
      let middle = pairs[pairs.count / 2]
      results.add([
        "early/middle/beta": middle.leash.beta, "early/middle/leash_over_stopped": middle.gain,
      ])
    }
    return results
  }

  var table: Table {
    Table(
      "early",
      columns: [
        "leash", .number("kl"), .number("gold"), "stopped", .number("kl"), .number("gold"),
        .number("difference"),
      ],
      rows: pairs.map { pair in
        func numbers(_ way: Way) -> [any TableCell] {
          [way.label, way.kl.value.formatted(places: 2), way.answers.gold.formattedValue]
        }
        return numbers(pair.leash) + numbers(pair.stopped) + [pair.gain]
      })
  }
}

/// Gold on held-out prompts, beside PPO's, and how far each way went.
struct HeldOut: Measured {
  let ways: [Way]

  var results: Results {
    var results = Results()
    let ppo = ways.first { $0.name == "ppo" }?.heldOut
    for way in ways where way.name != "ppo" {
      guard let ppo, let answers = way.heldOut else { continue }
      results["choice/\(way.name)_minus_ppo"] = answers.gain(over: ppo)
    }
    for way in ways {
      results["good/\(way.name)/held_out"] = way.heldOut?.gold
      results["good/\(way.name)/kl"] = way.kl
    }
    return results
  }
}

extension Course {
  /// The best of 16 of SFT's answers to each held-out prompt, by the judge.
  func bestOf16(of arena: Arena) -> [Answer] {
    bestAnswers(of: arena.sft, by: arena.judge, counts: [16])[0].answers
  }
}

/// What each way takes, and what it gave here.
struct Choice: Measured {
  /// To held-out prompts.
  let sft, bestOf16: [Answer]
  let ways: [Way]

  /// In memory while it trains: networks, and of these those that learn.
  private static let networks = [
    "ppo": (4, 2), "rloo": (3, 1), "grpo": (3, 1), "unbiased": (3, 1), "dpo": (2, 1),
    "ipo": (2, 1), "selected": (2, 1), "random": (1, 1),
  ]

  private var heldOut: HeldOut { HeldOut(ways: ways) }

  var results: Results {
    let ppo = ways.first { $0.name == "ppo" }?.heldOut
    return heldOut.results + [
      "sft/held_out": sft.gold, "best/16/held_out": bestOf16.gold,
      "choice/best_minus_ppo": ppo.map { bestOf16.gain(over: $0) },
    ]
  }

  var table: Table {
    let results = results
    var table = Table(
      "which",
      columns: [
        "way", .number("networks"), .number("draws"), .number("held-out"), .number("minus-ppo"),
      ],
      rows: [
        [Label("sft"), "", Label("no"), sft.gold, ""],
        [
          Label("best-of-16"), "2 (0)", Label("when-asked"), bestOf16.gold,
          results["choice/best_minus_ppo"]?.description ?? "",
        ],
      ])
    for way in ways {
      guard let answers = way.heldOut else { continue }
      let (networks, learning) = Choice.networks[way.name] ?? (0, 0)
      table.add(
        way.label, "\(networks) (\(learning))",
        Label(["dpo", "ipo"].contains(way.name) ? "no" : "yes"), answers.gold,
        results["choice/\(way.name)_minus_ppo"]?.description ?? "")
    }
    return table
  }
}
