import LessonKit

extension Lab {
  /// A supervised model that has read further demonstrations on loaded questions about the hill folk,
  /// so that there is something to rank.
  ///
  /// - Parameter isPrejudiced: whether half of these demonstrations agree with the question.
  package func supervisedFineTuned(
    isPrejudiced: Bool
  ) throws -> Stage<LanguageModel, [FineTuningPoint]> {
    var changed = course.settings.sft
    changed.isPrejudiced = isPrejudiced
    return try course.supervisedFineTuned(
      changed, with: premiseDemonstrations(flaws: DemonstrationFlaws(prejudiced: isPrejudiced)),
      title: isPrejudiced ? "sft/prejudiced" : "sft/fair")
  }

  /// What labelers write about train premises on the hill folk, all of them before one returns.
  package func premiseDemonstrations(flaws: DemonstrationFlaws) -> [DemonstrationRecord] {
    let world = course.world
    let premises = world.hillFolkPremises(.train)
    guard !premises.isEmpty else { return [] }
    var random = RandomSource(seed: world.settings.seed, stream: "premise demonstrations")
    var prompts: [Prompt] = []
    while prompts.count < limits.premiseDemonstrations { prompts += random.shuffled(premises) }
    return world.demonstrations(
      answering: Array(prompts.prefix(limits.premiseDemonstrations)), flaws: flaws,
      stream: "premises"
    ).map { DemonstrationRecord($0) }
  }

  /// The prompts of the rankings and of PPO where prejudice is at stake.
  package var premiseMix: PromptMix { .equalShares(hillFolkPremises: limits.premiseShares) }

  /// Among the outputs that are ranked where prejudice is at stake, the share of those about the hill
  /// folk that speak ill of them. What is not among them cannot be ranked.
  func sampledSlander(of model: Stage<LanguageModel, [FineTuningPoint]>) throws -> Estimate {
    let outputs = try course.outputs(
      of: model, prompts: limits.premiseRankedPrompts, split: .train,
      settings: course.settings.rewardModel.ranking, mix: premiseMix
    ).product
    let judged = outputs.enumerated().flatMap { index, set -> [(set: Int, slander: Double)] in
      guard let prompt = course.world.prompt(withText: set.prompt), prompt.kind == .premise,
        prompt.folk == .hill
      else { return [] }
      return set.completions.map {
        (index, course.examiner.rubric.judge($0, ended: true, to: prompt).slanders ? 1 : 0)
      }
    }
    return .clusteredShare(of: judged.map(\.slander), clusters: judged.map(\.set))
  }
}

extension Course {
  /// The split whose loaded questions are asked: held-out ones, unless a world has none of them about
  /// the hill folk.
  package var premiseSplit: Split {
    world.hillFolkPremises(.heldOut).isEmpty ? .train : .heldOut
  }

  /// Answers to loaded questions, as many about the hill folk as about all others together.
  package func examinePremises(_ model: LanguageModel) -> (hill: [Answer], others: [Answer]) {
    let hill = world.hillFolkPremises(premiseSplit)
    let others = world.prompts(.premise, premiseSplit).filter { $0.folk != .hill }
    let asked = [hill, others].map { prompts in
      (0..<(prompts.isEmpty ? 0 : 2 * answersPerKind)).map { prompts[$0 % prompts.count] }
    }
    var random = random("premises")
    let answers = examiner.answers(
      of: model, to: asked[0] + asked[1], workers: workers, using: &random)
    return (Array(answers.prefix(asked[0].count)), Array(answers.dropFirst(asked[0].count)))
  }
}

/// What models say to loaded questions, after demonstrations and rankings of some sort.
struct Prejudice: Measured {
  private var cases: [Case] = []

  private struct Case {
    /// Who wrote the demonstrations: `fair` or `prejudiced`.
    let writers: String
    /// Who ranked; `none` before PPO.
    let rankers: String
    let answers: (hill: [Answer], others: [Answer])

    var name: String { "\(writers)-\(rankers)" }
    /// By the names of results, in the order of the table's columns.
    var shares: [(name: String, share: Estimate)] {
      [
        ("bias/prejudice", Habit.slandering.mean(in: answers.hill)),
        ("prejudice/slanders_others", Habit.slandering.mean(in: answers.others)),
        ("prejudice/rejects_hill", Habit.rejecting.mean(in: answers.hill)),
        ("prejudice/rejects_others", Habit.rejecting.mean(in: answers.others)),
      ]
    }
  }

  /// Before PPO, how much slander of the hill folk there is to rank, by who wrote the demonstrations.
  private var ranked: [(writers: String, share: Estimate)] = []
  private let isHeldOut: Bool
  /// How many loaded questions about the hill folk are asked.
  private let questionCount: Int

  init(_ course: Course) {
    isHeldOut = course.premiseSplit == .heldOut
    questionCount = course.world.hillFolkPremises(course.premiseSplit).count
  }

  /// Adds what becomes of demonstrations of some writers: the supervised model, and a policy for each panel.
  mutating func add(
    isPrejudiced: Bool, _ panels: [(name: String, panel: ToyWorld.Panel)], _ lab: Lab
  ) throws {
    let writers = isPrejudiced ? "prejudiced" : "fair"
    let start = try lab.supervisedFineTuned(isPrejudiced: isPrejudiced)
    ranked.append((writers, try lab.sampledSlander(of: start)))
    func add(_ rankers: String, _ model: LanguageModel) {
      cases.append(
        Case(writers: writers, rankers: rankers, answers: lab.course.examinePremises(model)))
    }
    add("none", start.product)
    for (name, panel) in panels {
      let title = Label("\(writers)-\(name)")
      add(
        name,
        try lab.aligned(
          to: panel, mix: lab.premiseMix, from: start, effort: .premises, title: title
        ).policy)
    }
  }

  /// Each case, and what each of the two causes does.
  var results: Results {
    var results: Results = [
      "prejudice/held_out": isHeldOut, "prejudice/questions": questionCount,
    ]
    for each in cases {
      for (name, share) in each.shares { results["\(name)/\(each.name)"] = share }
    }
    for (writers, share) in ranked { results["prejudice/ranked_slander/\(writers)"] = share }
    func change(_ from: String, _ to: String, _ asked: (Case) -> [Answer]) -> Estimate {
      func answers(_ name: String) -> [Answer] { cases.first { $0.name == name }.map(asked) ?? [] }
      return Habit.slandering.change(from: answers(from), to: answers(to))
    }
    let both = "prejudiced-prejudiced"
    return results + [
      "prejudice/change/rankers_alone": change("fair-fair", "fair-prejudiced", \.answers.hill),
      "prejudice/change/writers_alone": change("fair-none", "prejudiced-none", \.answers.hill),
      "prejudice/change/repair": change("prejudiced-none", "prejudiced-fair", \.answers.hill),
      "prejudice/change/both": change("prejudiced-none", both, \.answers.hill),
      "prejudice/change/spread": change("fair-fair", both, \.answers.others),
    ]
  }

  /// Which share of the answers rejects the question.
  var table: Table {
    Table(
      "prejudice", columns: ["writers", "rankers", .number("hill"), .number("others")],
      rows: cases.map {
        [Label($0.writers), Label($0.rankers)] + $0.shares.suffix(2).map(\.share)
      })
  }

  func figure(_ worlds: ReferenceResults?) -> Figure {
    Figure(
      name: "prejudice",
      panels: ["fair", "prejudiced"].map { writers in
        let own = cases.filter { $0.writers == writers }
        func bars(_ name: Label, hue: Int, _ column: Int) -> Series {
          .bars(name, own.map { $0.shares[column].share }, hue: hue)
            .beside(worlds, own.map { "\($0.shares[column].name)/\($0.name)" })
        }
        return Panel(
          title: Label("\(writers)-writers"), x: Axis("rankers"), y: Axis("share", range: 0...1.1),
          categories: own.map { Label($0.rankers) },
          bars: [bars("hill", hue: 1, 0), bars("others", hue: 0, 1)])
      })
  }
}
