import LessonKit

/// What comes of panels with ever more cautious labelers, from none to all.
struct Votes: Measured {
  /// The reward model's agreement on held-out sets with a panel of bold people, with one of cautious
  /// ones, and with the panel that it learned from.
  private let asBold, asCautious, asPanel: [Estimate]
  private let refusals: [Estimate]
  private let answers: [[Answer]]
  private let lab: Lab

  /// - Parameter models: of panels with 0, 1, … cautious labelers.
  init(_ models: [AlignedModel], on sets: [RankedOutputs], _ lab: Lab) {
    answers = models.map(\.answers)
    refusals = answers.map(Habit.overRefusal.mean)
    let rankings = models.map { lab.course.ranking(of: sets, by: $0.rewardModel) }
    func agreement(cautious: (_ own: Int) -> Int) -> [Estimate] {
      rankings.enumerated().map { own, ranks in
        let labelers = lab.dividedPanel(cautious: cautious(own)).panel.labelers
        return lab.course.agreement(of: ranks, with: labelers, on: sets).share
      }
    }
    asBold = agreement { _ in 0 }
    asCautious = agreement { _ in models.count - 1 }
    asPanel = agreement { $0 }
    self.lab = lab
  }

  /// Each vote, that of the largest minority, and the largest step from one to the next.
  var results: Results {
    var results = Results()
    for cautious in answers.indices {
      results["bias/cautious_labelers/\(cautious)"] = refusals[cautious]
      results["divided/as_bold/\(cautious)"] = asBold[cautious]
      results["divided/as_cautious/\(cautious)"] = asCautious[cautious]
      results["divided/as_panel/\(cautious)"] = asPanel[cautious]
    }
    let steps = zip(refusals, refusals.dropFirst()).map { $1.value - $0.value }
    guard let before = steps.indices.max(by: { steps[$0] < steps[$1] }) else { return results }
    let (after, all) = (before + 1, steps.count)
    let minority = (all - 1) / 2
    results["majority/step"] = Habit.overRefusal.change(from: answers[before], to: answers[after])
    for (name, cautious) in [
      ("minority", minority), ("before", before), ("after", after), ("all", all),
    ] {
      results["majority/\(name)/cautious"] = Estimate(Double(cautious))
      results["majority/\(name)/over_refusal"] = refusals[cautious]
    }
    let vote = Contest(lab)?.vote(of: lab.dividedPanel(cautious: after).panel)
    return results + [
      "majority/minority/share": Double(minority) / Double(all),
      "majority/after/ignorance_worth": vote?.ignorance, "majority/after/right_worth": vote?.right,
    ]
  }

  func figure(_ worlds: ReferenceResults?) -> Figure {
    let counts = answers.indices.map(Double.init)
    func series(_ name: Label, _ values: [Estimate], _ hue: Int) -> [Series] {
      [
        .line(.none, x: counts, y: values.map(\.value), hue: hue),
        .points(name, x: counts, y: values, hue: hue),
      ]
    }
    let dots = counts.map { "bias/cautious_labelers/\(Int($0))" }
    return Figure(
      name: "majority",
      panels: [
        Panel(
          title: "policy", x: Axis("labelers"), y: Axis("refused", range: -0.05...1.05),
          legend: .none,
          series: series("over-refusal", refusals, 3).map { $0.beside(worlds, dots) }),
        Panel(
          title: "agrees-with", x: Axis("labelers"), y: Axis("alike"),
          series: series("bold", asBold, 1) + series("cautious", asCautious, 0)
            + series("panel", asPanel, 2)),
      ])
  }
}

/// Whom reward models agree with that have heard the learner never, once and often.
struct Listeners: Measured {
  private var listeners: [(copies: Int, learner: Estimate, labelers: Estimate)] = []

  /// - Parameters:
  ///   - own: what the learner has ranked.
  ///   - sets: what the others rank.
  mutating func add(
    _ copies: Int, _ model: ScalarModel, _ own: [RankedOutputs], _ people: ToyWorld.Panel,
    _ sets: [RankedOutputs], _ course: Course
  ) {
    let learner = PairAgreement(own.map(\.ranks), course.ranking(of: own, by: model))
    let labelers = course.agreement(
      of: course.ranking(of: sets, by: model), with: people.labelers, on: sets
    ).share
    // A handful of sets is too few clusters for an interval.
    listeners.append((copies, learner.share.withoutInterval, labelers))
  }

  var results: Results {
    Results(
      listeners.map {
        [
          "learner/agreement/\($0.copies)": $0.learner,
          "learner/labelers_agreement/\($0.copies)": $0.labelers,
        ]
      })
  }

  var table: Table {
    Table(
      "listeners", columns: ["copies", .number("learner"), .number("labelers")],
      rows: listeners.map { ["× \($0.copies)", $0.learner, $0.labelers] })
  }
}
