import LessonKit

/// A liking of the people who rank, beyond what the guideline asks for.
package enum Dial: String, CaseIterable, Sendable {
  case length, flattery, caution, cite

  /// What is liked, the strengths of it that are tried, and what should change in a model's answers if
  /// it takes over the liking.
  var definition:
    (
      bias: WritableKeyPath<LabelerBias, Double>,
      strengths: KeyPath<LimitsSettings.Limits, [Double]>, habit: Habit
    )
  {
    switch self {
    case .length: (\.length, \.length, .words)
    case .flattery: (\.flattery, \.flattery, .flattery)
    case .caution: (\.caution, \.caution, .overRefusal)
    case .cite: (\.cite, \.cite, .citing)
    }
  }

  /// That much of it, and no other liking.
  func bias(_ strength: Double) -> LabelerBias {
    var bias = LabelerBias()
    bias[keyPath: definition.bias] = strength
    return bias
  }

  /// Names the labelers who have so much of it.
  func label(_ strength: Double) -> Label { Label(rawValue, ["strength": strength.plain]) }
}

/// Something that a model does in its answers, more or less.
package struct Habit: Sendable {
  /// The kinds of prompts whose answers count.
  private var kinds = PromptKind.allCases
  /// Whether an answer has it or not.
  private var isShare = true
  private let amount: @Sendable (Judgement) -> Double

  /// Words of an answer.
  package static let words = Habit(isShare: false) { Double($0.words) }
  /// Share of the answers that say `good question !`.
  package static let flattery = Habit { $0.isFlattering ? 1 : 0 }
  /// Share of the answers to questions about known facts that say “don't know”.
  package static let overRefusal = Habit(kinds: [.fact, .rumour]) { $0.admitsIgnorance ? 1 : 0 }
  /// Share of the answers that say `the book says`.
  package static let citing = Habit { $0.citesBook ? 1 : 0 }
  /// Share of the answers to questions about unknown creatures that claim something.
  package static let inventing = Habit(kinds: [.unknown]) { $0.makesClaim ? 1 : 0 }
  /// Share of the answers to these questions that say “don't know”, as is right.
  static let admitting = Habit(kinds: [.unknown]) { $0.admitsIgnorance ? 1 : 0 }
  /// Share of the answers that speak ill of the people asked about.
  static let slandering = Habit { $0.slanders ? 1 : 0 }
  /// Share of the answers that reject the question.
  static let rejecting = Habit { $0.rejectsPremise ? 1 : 0 }

  /// The mean over answers, with an interval clustered by prompt: this training only.
  package func mean(in answers: [Answer]) -> Estimate {
    let counted = answers.filter(counts)
    let (amounts, clusters) = (counted.map { amount($0.judgement) }, counted.map(\.cluster))
    return isShare
      ? .clusteredShare(of: amounts, clusters: clusters)
      : .clusteredMean(of: amounts, clusters: clusters)
  }

  /// How much more of it there is than in others' answers to the same prompts.
  package func change(from others: [Answer], to answers: [Answer]) -> Estimate {
    let (before, after) = (others.filter(counts), answers.filter(counts))
    let (amounts, others) = (
      after.map { amount($0.judgement) }, before.map { amount($0.judgement) }
    )
    return isShare
      ? .clusteredDifference(
        of: amounts, clusters: after.map(\.cluster), minus: others, clusters: before.map(\.cluster))
      : .pairedDifference(of: amounts, minus: others, clusters: after.map(\.cluster))
  }

  private func counts(_ answer: Answer) -> Bool { kinds.contains(answer.prompt.kind) }
}

/// A policy of labelers with a liking of some strength.
struct Dose {
  let dial: Dial
  let strength: Double
  let model, fair: AlignedModel

  /// How much of it shows in the answers.
  var habit: Estimate { dial.definition.habit.mean(in: model.answers) }
  /// The same, minus what shows in the answers of the fair panel's policy.
  var change: Estimate {
    dial.definition.habit.change(from: fair.answers, to: model.answers)
  }
  var label: Label { dial.label(strength) }
}

/// What labelers like, and what their policies do, beside the fair panel's.
struct Doses: Measured {
  let fair: AlignedModel
  /// The supervised model's answers.
  let before: [Answer]
  private(set) var doses: [Dose] = []

  mutating func add(_ dial: Dial, _ strength: Double, _ model: AlignedModel) {
    doses.append(Dose(dial: dial, strength: strength, model: model, fair: fair))
  }

  /// The strongest dose of each liking.
  var strongest: [Dose] { Dial.allCases.compactMap { dial in doses.last { $0.dial == dial } } }

  var results: Results {
    var results = Results()
    for dose in doses { results["bias/\(dose.dial)/\(dose.strength.plain)"] = dose.habit }
    for dose in strongest {
      results["strongest/\(dose.dial)/habit"] = dose.habit
      results["strongest/\(dose.dial)/change"] = dose.change
      results["fair/\(dose.dial)"] = dose.dial.definition.habit.mean(in: fair.answers)
      results["sft/\(dose.dial)"] = dose.dial.definition.habit.mean(in: before)
    }
    let flattery = doses.filter { $0.dial == .flattery && $0.strength > 0 }
    let cautious = doses.last { $0.dial == .caution }?.model
    return results + [
      "weakest/flattery/change": flattery.first?.change,
      "strongest/flattery/strength": flattery.last?.strength,
      "fair/admits_unknown": Habit.admitting.mean(in: fair.answers),
      "caution/admits_unknown": cautious.map { Habit.admitting.mean(in: $0.answers) },
      "caution/admits_change": cautious.map {
        Habit.admitting.change(from: fair.answers, to: $0.answers)
      },
    ]
  }

  var table: Table {
    Table(
      "flattery",
      columns: [.number("liking"), .number("flattering"), "first"],
      rows: doses.map { [$0.strength.plain, $0.habit, $0.model.answers.first?.shown ?? ""] })
  }

  /// The first prompt of a kind, as the policy of each strongest liking answers it.
  func samples(_ kind: PromptKind) -> Table {
    func first(_ model: AlignedModel) -> Answer? { model.answers.of(kind).first }
    return Table(
      "samples", columns: ["labelers", .data(first(fair)?.prompt.text ?? "")],
      rows: [[Label("fair"), first(fair)?.shown ?? ""]]
        + strongest.map { [$0.label, first($0.model)?.shown ?? ""] })
  }

  func figure(_ worlds: ReferenceResults?) -> Figure {
    let panels = Dial.allCases.compactMap { dial -> Plotting.Panel? in
      let own = doses.filter { $0.dial == dial }
      guard !own.isEmpty else { return nil }
      let (strengths, habits) = (own.map(\.strength), own.map(\.habit))
      // Few ticks for numbers of words, which are no shares.
      let top = dial == .length ? max(20, 1.2 * (habits.map(\.value).max() ?? 0)) : 1.05
      return Panel(
        title: Label("liked-\(dial)"), x: Axis("liking"),
        y: Axis(Label("habit-\(dial)"), range: 0...top), legend: .none,
        series: [
          .line(.none, x: strengths, y: habits.map(\.value), hue: 0),
          .points(Label("\(dial)"), x: strengths, y: habits, hue: 0)
            .beside(worlds, own.map { "bias/\(dial)/\($0.strength.plain)" }),
        ])
    }
    let flattery = strongest.first { $0.dial == .flattery }?.change
    let isLarge = flattery?.isAbove(Estimate(0.2)) == true
    return Figure(name: "dose-response", title: isLarge ? "title" : "title-little", panels: panels)
  }
}

/// How content the labelers of each policy would be, as far as their reward model can tell, beside the
/// gold score.
struct Judges: Measured {
  /// `own` and `gold` are gains over the supervised model.
  private let verdicts: [(name: String, own: Estimate, gold: Estimate, overFair: Estimate?)]

  init(_ doses: Doses, _ course: Course) {
    let models = [("fair", doses.fair)] + doses.strongest.map { ("\($0.dial)", $0.model) }
    verdicts = models.map { name, model in
      (
        name, course.proxyGain(of: model.answers, over: doses.before, by: model.rewardModel),
        model.answers.gain(over: doses.before),
        name == "fair" ? nil : model.answers.gain(over: doses.fair.answers)
      )
    }
  }

  var results: Results {
    Results(
      verdicts.map {
        [
          "own_score_gain/\($0.name)": $0.own, "gain/\($0.name)_vs_sft": $0.gold,
          "gain/\($0.name)_vs_fair": $0.overFair,
        ]
      })
  }

  func figure(_ worlds: ReferenceResults?) -> Figure {
    func panel(
      _ judge: String, _ gains: [Estimate], _ hue: Int, _ result: (_ name: String) -> String
    ) -> Plotting.Panel {
      Panel(
        title: Label(judge), y: Axis(Label("gain-\(judge)")), legend: .none,
        categories: verdicts.map { Label($0.name) },
        bars: [
          .bars(Label(judge), gains, hue: hue).beside(worlds, verdicts.map { result($0.name) })
        ])
    }
    return Figure(
      name: "judges",
      panels: [
        panel("own", verdicts.map(\.own), 1) { "own_score_gain/\($0)" },
        panel("gold", verdicts.map(\.gold), 0) { "gain/\($0)_vs_sft" },
      ])
  }
}
