import LessonKit

/// How helpful, truthful and harmless answers are, before and after fine-tuning.
struct Virtues: Measured {
  let before, after: [Answer]

  var results: Results {
    let gain = after.gain(over: before)
    var results: Results = [
      "base/gold": before.gold, "sft/gold": after.gold, "gain/sft_vs_base": gain,
      "win_rate/sft_vs_base": after.winRate(against: before),
    ]
    for (name, measure) in Answer.virtues {
      results["base/\(name)"] = before.mean(measure)
      results["sft/\(name)"] = after.mean(measure)
      results["gain/\(name)"] = after.gain(in: measure, over: before)
    }
    // The share of the way from the base model to a perfect score; its interval is the gain's.
    results["sft/way"] = gain.divided(by: 1 - before.gold.value)
    let garbled = { (answer: Answer) in answer.judgement.malformedSentences > 0 ? 1.0 : 0 }
    return results + [
      "base/garbled_rate": before.mean(garbled), "sft/garbled_rate": after.mean(garbled),
      "gain/garbled_rate": after.gain(in: garbled, over: before),
    ]
  }

  var table: Table {
    var table = Table("virtues", columns: [.data(""), .number("base"), .number("sft")])
    for (name, measure) in Answer.virtues {
      table.add(Label(name), before.mean(measure), after.mean(measure))
    }
    table.add(Label("gold"), before.gold, after.gold)
    return table
  }
}

extension Course {
  /// Trains on as many demonstrations as before, all by careful writers, and on half as many.
  ///
  /// - Parameter given: answers of the model of the writers as they are.
  func quality(given: [Answer]) throws -> Quality {
    var careful = settings.sft
    (careful.data.hastyShare, careful.data.noisyShare) = (0, 0)
    var half = careful
    half.data.demonstrations = max(1, careful.data.demonstrations / 2)
    half.isWatched = false
    return Quality(
      given: given,
      half: examine(try supervisedFineTuned(half, title: "half-as-many").product),
      careful: examine(try supervisedFineTuned(careful, title: "careful").product))
  }
}

/// Demonstrations by the writers as they are, by careful ones, and half as many of those.
struct Quality: Measured {
  let given, half, careful: [Answer]

  private var models: [(name: String, answers: [Answer])] {
    [("given", given), ("half", half), ("careful", careful)]
  }

  private func rumours(_ answers: [Answer]) -> Estimate {
    answers.of(.rumour).share(\.judgement.repeatsRumour)
  }
  private func inventions(_ answers: [Answer]) -> Estimate {
    answers.of(.unknown).share(\.judgement.makesClaim)
  }
  private func rejections(_ answers: [Answer]) -> Estimate {
    answers.of(.premise).share(\.judgement.rejectsPremise)
  }

  var results: Results {
    Results(
      models.map { name, answers in
        [
          "writers/\(name)/rumour_rate": answers.of(.rumour).isEmpty ? nil : rumours(answers),
          "writers/\(name)/hallucination_rate": inventions(answers),
          "writers/\(name)/rejection_rate": rejections(answers),
        ]
      }) + [
        "careful/gold": careful.gold, "half/gold": half.gold,
        "gain/careful_vs_given": careful.gain(over: given),
        "gain/half_vs_given": half.gain(over: given),
      ]
  }

  var table: Table {
    Table(
      "quality",
      columns: ["demonstrations"]
        + ["gold", "rumours", "inventions", "rejections"].map { .number($0) },
      rows: models.map { name, answers in
        [Label(name), answers.gold]
          + [rumours, inventions, rejections].map {
            $0(answers).value.formatted(places: 2)
          }
      })
  }
}

/// The gold score of each kind of prompt, before and after.
struct GoldByKind: Measured {
  let before, after: [Answer]

  private var kinds: [PromptKind] { after.kinds }

  /// The kind whose answers score lowest.
  var weakest: PromptKind {
    kinds.min { after.of($0).gold.value < after.of($1).gold.value } ?? .fact
  }

  var results: Results {
    let unknown = after.of(.unknown)
    return Results(
      kinds.map { kind in
        [
          "sft/gold/\(kind)": after.of(kind).gold,
          "gain/\(kind)": after.of(kind).gain(over: before.of(kind)),
        ]
      }) + [
        "base/hallucination_rate": before.of(.unknown).share(\.judgement.makesClaim),
        "sft/hallucination_rate": unknown.share(\.judgement.makesClaim),
        "sft/admission_rate": unknown.share(\.judgement.admitsIgnorance),
      ]
  }

  /// The kinds that gained most first.
  func figure(beside worlds: ReferenceResults?) -> Figure {
    let kinds = kinds.sorted {
      after.of($0).gain(over: before.of($0)).value > after.of($1).gain(over: before.of($1)).value
    }
    return Figure(
      name: "gold-by-kind",
      panel: Panel(
        x: Axis("kind"), y: Axis("gold", range: 0...1.1), categories: kinds.map(\.label),
        bars: [
          .bars("base", kinds.map { before.of($0).gold }),
          .bars("sft", kinds.map { after.of($0).gold })
            .beside(worlds, kinds.map { "sft/gold/\($0)" }),
        ]))
  }
}
