import Alignment
import Course
import Metrics
import Models
import Notebook
import Plotting
import ToyWorld

// What lesson 6 shows: tables and figures of what its cells have measured.

// MARK: Figures

func agreementFigure(_ matrix: AgreementMatrix) -> Figure {
  Figure(
    name: "agreement", title: "Who agrees with whom",
    caption: "Share of held-out pairs ordered alike. Diagonal: the same labeler, asked twice.",
    panel: Plotting.Panel(
      x: Axis("labeler"), y: Axis("labeler"), heatMap: matrix.heatMap))
}

func dividedFigure(_ matrix: AgreementMatrix) -> Figure {
  Figure(
    name: "agreement-divided", title: "A divided panel: the last labelers are cautious",
    caption: "Share of held-out pairs ordered alike: the two opinions show as blocks.",
    panel: Plotting.Panel(
      x: Axis("labeler"), y: Axis("labeler"), heatMap: matrix.heatMap))
}

extension AgreementMatrix {
  fileprivate var heatMap: HeatMap {
    HeatMap(
      rows: names, columns: names,
      values: agreements.enumerated().map { row, agreements in
        agreements.enumerated().map { column, agreement in
          // That the rubric agrees with itself is no news.
          names[row] == "gold" && row == column ? .nan : agreement.share.value
        }
      }, showsValues: names.count <= 12)
  }
}

func doseFigure(_ doses: [Dose]) -> Figure {
  Figure(
    name: "dose-response", title: "What labelers like, the model does",
    caption: "One small reward model and one PPO a point; 95 % intervals, this training only.",
    panels: Dial.allCases.compactMap { dial in
      let own = doses.filter { $0.dial == dial }
      guard !own.isEmpty else { return nil }
      let strengths = own.map(\.strength)
      return Plotting.Panel(
        title: dial.likedThing, x: Axis("liking (a perfect answer = 5)"), y: dial.axis,
        legend: .none,
        series: [
          .line("", x: strengths, y: own.map(\.habit.value), hue: 0),
          .points(dial.rawValue, x: strengths, y: own.map(\.habit), hue: 0),
        ])
    })
}

extension Dial {
  fileprivate var likedThing: String {
    switch self {
    case .length: "long answers"
    case .flattery: "“good question !”"
    case .caution: "“i do not know”, “sorry”"
    case .cite: "“the book says”"
    }
  }

  fileprivate var axis: Axis {
    switch self {
    case .length: Axis("words an answer")
    case .flattery: Axis("flatters (share)", range: 0...1.05)
    case .caution: Axis("refuses facts (share)", range: 0...1.05)
    case .cite: Axis("cites (share)", range: 0...1.05)
    }
  }
}

func inventingFigure(
  _ before: [Answer], _ usual: AlignedModel, _ eager: AlignedModel, _ narrow: AlignedModel
) -> Figure {
  let answers = [before, usual.answers, eager.answers, narrow.answers]
  return Figure(
    name: "guideline-and-prompts", title: "Asked about what nobody knows",
    caption: "Held-out questions about unknown creatures; 95 % intervals, this training only.",
    panel: Plotting.Panel(
      y: Axis("share of the answers", range: 0...1.1),
      categories: ["SFT", "as usual", "helpful first", "facts only"],
      bars: [
        .bars("invents something", answers.map { Habit.inventing.mean(in: $0) }, hue: 1),
        .bars(
          "says it does not know",
          answers.map { $0.of(.unknown).share { $0.judgement.admitsIgnorance } }, hue: 0),
      ]))
}

func prejudiceFigure(_ cases: [PrejudiceCase]) -> Figure {
  let rankers = ["none", "fair", "prejudiced"]
  func panel(_ title: String, _ writers: String) -> Plotting.Panel {
    let own = rankers.compactMap { name in
      cases.first { $0.writers == writers && $0.rankers == name }
    }
    return Plotting.Panel(
      title: title, x: Axis("rankers"), y: Axis("slandering answers (share)", range: 0...1.1),
      categories: own.map { $0.rankers == "none" ? "none (SFT)" : $0.rankers },
      bars: [
        .bars("about the hill folk", own.map(\.slandersHill), hue: 1),
        .bars("about others", own.map(\.slandersOthers), hue: 0),
      ])
  }
  return Figure(
    name: "prejudice", title: "Prejudice: what the writers do, and what the rankers",
    caption: "Answers to loaded questions; 95 % intervals, this training only.",
    panels: [panel("fair writers", "fair"), panel("prejudiced writers", "prejudiced")])
}

func voteFigure(_ votes: [Vote]) -> Figure {
  let counts = votes.map { Double($0.cautious) }
  func series(_ name: String, _ values: [Estimate], _ hue: Int) -> [Series] {
    [
      .line("", x: counts, y: values.map(\.value), hue: hue),
      .points(name, x: counts, y: values, hue: hue),
    ]
  }
  let axis = Axis("cautious labelers")
  return Figure(
    name: "majority", title: "What the average of two opinions is",
    caption: "A reward model and a policy for each panel; 95 % intervals, this training only.",
    panels: [
      Plotting.Panel(
        title: "the reward model agrees with", x: axis, y: Axis("pairs ordered alike (share)"),
        series: series("bold", votes.map(\.asBold), 1)
          + series("cautious", votes.map(\.asCautious), 0)
          + series("its panel", votes.map(\.asPanel), 2)),
      Plotting.Panel(
        title: "the policy", x: axis, y: Axis("known facts refused (share)", range: -0.05...1.05),
        series: series("over-refusal", votes.map(\.overRefusal), 3)),
    ])
}

// MARK: Tables

func doseTable(_ doses: [Dose]) -> Table {
  var table = Table(
    columns: [
      .number("liking"), .number("flattering answers"), .number("more than fair panel"),
      "first answer",
    ])
  for dose in doses {
    table.add([
      dose.strength.plain, dose.habit.description, dose.change.description,
      dose.model.answers.first?.shown ?? "",
    ])
  }
  return table
}

/// The first prompt of a kind, as each policy answers it.
func sampleTable(_ kind: PromptKind, _ fair: AlignedModel, _ doses: [Dose]) -> Table {
  var table = Table(
    columns: ["labelers", Table.Column(fair.answers.of(kind).first?.prompt.text ?? "")])
  table.add(["fair", fair.answers.of(kind).first?.shown ?? ""])
  for dose in doses {
    table.add([
      "\(dose.dial) \(dose.strength.plain)", dose.model.answers.of(kind).first?.shown ?? "",
    ])
  }
  return table
}

func satisfactionTable(_ doses: [Dose], _ results: [String: Estimate]) -> Table {
  var table = Table(
    columns: [
      "labelers", .number("their own score, gain over SFT"), .number("gold, gain over SFT"),
      .number("gold, against fair"),
    ])
  func text(_ name: String) -> String { results[name]?.description ?? "" }
  table.add(["fair", text("own_score_gain/fair"), text("gain/fair_vs_sft"), ""])
  for dose in doses {
    table.add([
      "\(dose.dial) \(dose.strength.plain)", text("own_score_gain/\(dose.dial)"),
      text("gain/\(dose.dial)_vs_sft"), text("gain/\(dose.dial)_vs_fair"),
    ])
  }
  return table
}

/// What answers to a question that has an answer, and to one that has none, are worth to a labeler with
/// the usual guideline and with another.
func guidelineTable(_ guideline: Guideline, _ bias: LabelerBias, _ course: Course) -> Table {
  let labelers = [Labeler(noise: 0), Labeler(guideline: guideline, bias: bias, noise: 0)]
  var random = course.random("guidelines")
  var table = Table(
    columns: ["question", "answer", .number("as usual"), .number("helpful first")])
  for kind in [PromptKind.fact, .unknown] {
    guard let prompt = course.world.prompts(kind, .heldOut).first,
      case .attribute(let attribute, let creature) = prompt.topic
    else { continue }
    let value = course.world.value(of: attribute, for: creature)
    let wrong = attribute.values.first { $0 != value } ?? ""
    let claims = [value, wrong].compactMap { $0 }.map { Claim(creature, attribute, $0).sentence }
    for (index, answer) in (claims + ["i do not know ."]).enumerated() {
      let judgement = course.examiner.rubric.judge(answer, ended: true, to: prompt)
      table.add(
        [index == 0 ? prompt.text : "", answer]
          + labelers.map {
            $0.utility(of: judgement, using: &random).formatted(places: 2).withMinus
          })
    }
  }
  return table
}

extension String {
  fileprivate var withMinus: String { replacing("-", with: "−") }
}

func prejudiceTable(_ cases: [PrejudiceCase]) -> Table {
  var table = Table(
    columns: [
      "writers", "rankers", .number("slanders hill folk"), .number("slanders others"),
      .number("rejects: hill folk"), .number("rejects: others"),
    ])
  for each in cases {
    table.add(
      [each.writers, each.rankers == "none" ? "none (SFT)" : each.rankers]
        + [each.slandersHill, each.slandersOthers, each.rejectsHill, each.rejectsOthers]
        .map(\.formattedValue))
  }
  return table
}

/// Whom reward models agree with that have heard the learner never, once and often.
func listenerTable(_ copies: [Int], _ results: [String: Estimate]) -> Table {
  var table = Table(
    columns: [
      "your rankings", .number("agrees with you"), .number("with the panel"),
    ])
  for count in copies {
    guard let own = results["learner/agreement/\(count)"] else { continue }
    table.add([
      "× \(count)", own.description,
      results["learner/labelers_agreement/\(count)"]?.description ?? "",
    ])
  }
  return table
}

/// What each step of the course has added.
func stepTable(_ names: [String], _ results: [String: Estimate]) -> Table {
  let sources = [
    "untrained": "nothing", "base": "web text", "sft": "+ demonstrations", "ppo": "+ rankings",
  ]
  func text(_ name: String) -> String { results[name]?.formattedValue ?? "" }
  return Table(
    columns: [
      "model", "learned from", .number("web perplexity"), .number("well-formed"),
      .number("helpful"), .number("gold"),
    ],
    rows: names.map { name in
      [
        name == "sft" || name == "ppo" ? name.uppercased() : name, sources[name] ?? "",
        text("\(name)/perplexity"), text("\(name)/grammatical"), text("\(name)/helpful"),
        text("\(name)/gold"),
      ]
    })
}

/// The first loaded question, as each model of the course answers it.
func naturalTable(_ steps: [(String, LanguageModel)], _ course: Course) -> Table {
  let answers = steps.map { course.examine($0.1).of(.premise).first }
  return Table(
    columns: ["model", Table.Column(answers.first??.prompt.text ?? "")],
    rows: zip(steps, answers).map { step, answer in
      [step.0 == "sft" || step.0 == "ppo" ? step.0.uppercased() : step.0, answer?.shown ?? ""]
    })
}
