import LessonKit

/// What answers to a question that has an answer, and to one that has none, are worth to a labeler with
/// the usual guideline and with another.
func guidelineTable(_ guideline: Guideline, _ bias: LabelerBias, _ course: Course) -> Table {
  let labelers = [
    Labeler(guideline: course.settings.rubric, noise: 0),
    Labeler(guideline: guideline, bias: bias, noise: 0),
  ]
  var random = course.random("guidelines")
  var table = Table(
    "guidelines", columns: ["question", "answer", .number("usual"), .number("helpful-first")])
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
          + labelers.map { $0.utility(of: judgement, using: &random).formatted(places: 2) })
    }
  }
  return table
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

func inventingFigure(
  _ before: [Answer], _ usual: AlignedModel, _ eager: AlignedModel, _ narrow: AlignedModel
) -> Figure {
  let answers = [before, usual.answers, eager.answers, narrow.answers]
  return Figure(
    name: "guideline-and-prompts",
    panel: Panel(
      y: Axis("share", range: 0...1.1),
      categories: ["sft", "usual", "helpful-first", "facts-only"],
      bars: [
        .bars("invents", answers.map(Habit.inventing.mean), hue: 1),
        .bars("admits", answers.map(Habit.admitting.mean), hue: 0),
      ]))
}
