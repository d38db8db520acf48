import LessonKit

/// Answers that a model gives if one does something to it that costs nothing, or nothing but patience.
struct Control {
  enum Way: Equatable {
    /// It answers at this temperature; 1 is as it was trained.
    case temperature(Double)
    /// It answers so many times, and the reward model chooses.
    case bestOf(Int)
  }

  let model: String
  let way: Way
  let answers: [Answer]
  /// How far the answers' distribution is from SFT's, in nats per answer.
  let kl: Estimate
  /// Nats per token; nil where the distribution is not known.
  let entropy: Estimate?
  /// Different ones among 16 answers to the same prompt.
  let distinct: Estimate

  /// In results: `sft/temperature/0.5`, `sft/best_of/16`.
  var name: String {
    switch way {
    case .temperature(let temperature): "\(model)/temperature/\(temperature.plain)"
    case .bestOf(let count): "\(model)/best_of/\(count)"
    }
  }

  var isBest: Bool {
    if case .bestOf = way { true } else { false }
  }

  var label: Label {
    switch way {
    case .temperature(0): Label("\(model)-greedy")
    case .temperature(let temperature): Label("\(model)-at", ["temperature": temperature.plain])
    case .bestOf(let count): .count("best-of", count)
    }
  }
}

extension Course {
  /// SFT and PPO at several temperatures, and the best of several of SFT's answers.
  ///
  /// - Parameters:
  ///   - temperatures: beside 1; 0 takes the likeliest token each time.
  ///   - counts: of answers to choose from.
  func controls(
    sft: LanguageModel, ppo: LanguageModel, rewardModel: ScalarModel, temperatures: [Double],
    counts: [Int]
  ) -> [Control] {
    let cooled = [("sft", sft), ("ppo", ppo)].flatMap { name, model in
      ([1] + temperatures).map { temperature in
        let answers = examine(model, temperature: Float(temperature))
        let divergences = tokenKL(of: model, at: temperature, from: sft, on: answers)
        return Control(
          model: name, way: .temperature(temperature), answers: answers,
          kl: divergences.perAnswer, entropy: divergences.perToken(\.entropy),
          distinct: distinctAnswers(of: model, temperature: Float(temperature)))
      }
    }
    let best = bestAnswers(of: sft, by: rewardModel, counts: counts).map { count, answers in
      // Of n draws the best is at most log n − (n − 1) / n nats away (Hilton 2023).
      let bound = log(Double(count)) - Double(count - 1) / Double(count)
      return Control(
        model: "sft", way: .bestOf(count), answers: answers, kl: Estimate(bound), entropy: nil,
        distinct: distinctAnswers(of: sft, bestOf: count, by: rewardModel))
    }
    return cooled + best
  }

  /// How many different ones there are among 16 answers to one prompt, on average over some prompts.
  ///
  /// - Parameter count: each of the 16 is the one of so many that the reward model scores highest.
  private func distinctAnswers(
    of model: LanguageModel, temperature: Float = 1, bestOf count: Int = 1,
    by rewardModel: ScalarModel? = nil
  ) -> Estimate {
    let prompts = world.examination(.heldOut, perKind: 4)
    let answers = answers(
      of: model, to: prompts.flatMap { Array(repeating: $0, count: 16 * count) },
      temperature: temperature, for: "distinct answers")
    let scores = rewardModel.map { proxyScores(of: answers, by: $0) }
    let chosen = stride(from: 0, to: answers.count, by: count).map { first in
      let places = first..<first + count
      return answers[scores.flatMap { scores in places.max { scores[$0] < scores[$1] } } ?? first]
    }
    let sets = stride(from: 0, to: chosen.count, by: 16).map { chosen[$0..<$0 + 16] }
    return .clusteredMean(
      of: sets.map { Double(Set($0.map(\.text)).count) },
      clusters: sets.map { $0.first?.cluster ?? 0 })
  }
}

/// Is PPO's gain more than sharper, or more chosen, answers of SFT?
struct ControlReport: Measured {
  let controls: [Control]

  func answers(_ model: String, _ way: Control.Way) -> [Answer] {
    controls.first { $0.model == model && $0.way == way }?.answers ?? []
  }

  var results: Results {
    let ppo = answers("ppo", .temperature(1))
    var results = Results()
    for control in controls {
      results["control/gold/\(control.name)"] = control.answers.gold
      results["control/kl/\(control.name)"] = control.kl
      results["control/entropy/\(control.name)"] = control.entropy
      results["control/distinct/\(control.name)"] = control.distinct
      if control.model == "sft" {
        results["control/ppo_minus/\(control.name)"] = ppo.gain(over: control.answers)
      }
    }
    for model in ["sft", "ppo"] {
      results["control/sharpening/\(model)"] = answers(model, .temperature(0)).gain(
        over: answers(model, .temperature(1)))
    }
    for control in controls where control.model == "ppo" {
      results["control/same_temperature/\(control.name)"] = control.answers.gain(
        over: answers("sft", control.way))
    }
    return results
  }

  var table: Table {
    Table(
      "controls",
      columns: ["model"]
        + ["gold", "kl", "entropy", "distinct", "ppo-minus"].map { .number($0) },
      rows: controls.map { control in
        [
          control.label, control.answers.gold.formattedValue,
          (control.isBest ? "≤ " : "") + control.kl.value.formatted(places: 2),
          control.entropy?.value.formatted(places: 2),
          control.distinct.value.formatted(places: 1),
          control.model == "sft"
            ? answers("ppo", .temperature(1)).gain(over: control.answers) : nil,
        ]
      })
  }

  /// Gold against diversity: how many different answers are left, and how good they are.
  func figure(beside worlds: ReferenceResults?) -> Figure {
    func points(_ name: Label, _ hue: Int, _ holds: (Control) -> Bool) -> [Series] {
      let own = controls.filter(holds)
      let x = own.map(\.distinct.value)
      return [
        .points(name, x: x, y: own.map(\.answers.gold), hue: hue)
          .beside(
            worlds, own.map { "control/gold/\($0.name)" },
            at: own.map { "control/distinct/\($0.name)" }),
        .line(.none, x: x, y: own.map(\.answers.gold.value), hue: hue),
      ]
    }
    let lead = results["control/same_temperature/ppo/temperature/0"]
    return Figure(
      name: "controls", title: lead?.isAbove(Estimate(0)) ?? false ? "title-leads" : "title",
      panel: Panel(
        x: Axis("distinct"), y: Axis("gold"),
        series: points("ppo", 0) { $0.model == "ppo" }
          + points("sft", 1) { $0.model == "sft" && !$0.isBest }
          // With one answer to choose from it is SFT itself.
          + points("best-of-n", 2) { $0.isBest || $0.model == "sft" && $0.way == .temperature(1) }))
  }
}
