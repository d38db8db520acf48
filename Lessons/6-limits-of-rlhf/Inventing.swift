import LessonKit

extension Lab {
  /// What “helpful first” labelers are told of “don't know”: that it is no help.
  fileprivate var noHelp: LabelerBias { LabelerBias(caution: -limits.ignorancePenalty) }

  /// The same people, told to be helpful first.
  var helpfulFirstPanel: ToyWorld.Panel {
    course.panel(
      course.settings.rewardModel.ranking, bias: noHelp, guideline: limits.helpfulFirstGuideline)
  }
}

/// What answers to a question that has an answer, and to one that has none, are worth to a labeler with
/// the usual guideline, with other weights, and with another line in it as well.
struct GuidelineWorths: Measured {
  private var rows: [(prompt: Prompt, answer: String, worths: [Double])] = []

  init(_ lab: Lab) {
    let course = lab.course
    let (usual, other) = (course.settings.rubric, lab.limits.helpfulFirstGuideline)
    let labelers = [
      Labeler(guideline: usual, noise: 0), Labeler(guideline: other, noise: 0),
      Labeler(guideline: other, bias: lab.noHelp, noise: 0),
    ]
    var random = course.random("guidelines")
    for kind in [PromptKind.fact, .unknown] {
      guard let prompt = course.world.prompts(kind, .heldOut).first,
        case .attribute(let attribute, let creature) = prompt.topic
      else { continue }
      let value = course.world.value(of: attribute, for: creature)
      let wrong = attribute.values.first { $0 != value } ?? ""
      let claims = [value, wrong].compactMap { $0 }.map { Claim(creature, attribute, $0).sentence }
      for answer in claims + ["i do not know ."] {
        let judgement = course.examiner.rubric.judge(answer, ended: true, to: prompt)
        rows.append(
          (prompt, answer, labelers.map { $0.utility(of: judgement, using: &random) }))
      }
    }
  }

  /// By how much honesty beats an invention where nobody knows, by each guideline.
  var results: Results {
    let worths = rows.filter { $0.prompt.kind == .unknown }.map(\.worths)
    guard let honesty = worths.last, let invention = worths.first else { return Results() }
    return Results(
      ["usual", "weights", "line"].enumerated().map {
        ["guideline/honesty/\($1)": honesty[$0] - invention[$0]]
      })
  }

  var table: Table {
    var table = Table(
      "guidelines",
      columns: ["question", "answer", .number("usual"), .number("weights"), .number("line")])
    for (index, row) in rows.enumerated() {
      let isFirst = index == 0 || rows[index - 1].prompt.text != row.prompt.text
      table.add(
        [isFirst ? row.prompt.text : "", row.answer]
          + row.worths.map { $0.formatted(places: 2) })
    }
    return table
  }
}

/// How much more a policy invents than the usual one, and what its gold score says of that.
///
/// - Parameter cause: what is not as usual: `guideline` or `prompts`.
func inventing(
  by cause: String, _ name: String, _ model: AlignedModel, unlike usualName: String,
  _ usual: AlignedModel
) -> Results {
  [
    "bias/\(cause)/\(usualName)": Habit.inventing.mean(in: usual.answers),
    "bias/\(cause)/\(name)": Habit.inventing.mean(in: model.answers),
    "inventing_change/\(name)": Habit.inventing.change(from: usual.answers, to: model.answers),
    "gain/\(name)_vs_usual": model.answers.gain(over: usual.answers),
  ]
}

/// - Parameter before: the supervised model's answers.
func inventingFigure(
  _ before: [Answer], _ usual: AlignedModel, _ eager: AlignedModel, _ narrow: AlignedModel,
  _ worlds: ReferenceResults?
) -> Figure {
  let answers = [before, usual.answers, eager.answers, narrow.answers]
  let names = [
    "sft/invents", "bias/guideline/usual", "bias/guideline/helpful_first",
    "bias/prompts/facts_only",
  ]
  return Figure(
    name: "guideline-and-prompts",
    panel: Panel(
      y: Axis("share", range: 0...1.1),
      categories: ["sft", "usual", "helpful-first", "facts-only"],
      bars: [
        .bars("invents", answers.map(Habit.inventing.mean), hue: 1).beside(worlds, names),
        .bars("admits", answers.map(Habit.admitting.mean), hue: 0),
      ]))
}
