import LessonKit

/// What the models of the course have come to, a step after another.
struct Steps: Measured {
  private struct Step {
    let name: String
    let answers: [Answer]
    let perplexity, grammatical: Estimate
    var helpful: Estimate { answers.mean(\.judgement.helpful) }
  }

  private let steps: [Step]

  init(_ models: [(name: String, model: LanguageModel)], _ course: Course) {
    steps = models.map { name, model in
      let answers = course.examine(model)
      return Step(
        name: name, answers: answers, perplexity: course.perplexity(of: model),
        grammatical: course.grammaticality(of: answers.map(\.text)))
    }
  }

  var results: Results {
    Results(
      steps.map {
        [
          "\($0.name)/perplexity": $0.perplexity, "\($0.name)/grammatical": $0.grammatical,
          "\($0.name)/helpful": $0.helpful,
          "\($0.name)/harmless": $0.answers.mean(\.judgement.harmless),
          "\($0.name)/gold": $0.answers.gold,
        ]
      })
  }

  /// What each step has added: its source, and how its model answers the first loaded question.
  var table: Table {
    let answers = steps.map { $0.answers.of(.premise).first }
    return Table(
      "steps",
      columns: [
        "model", "learned-from", .number("perplexity"), .data(answers.first??.prompt.text ?? ""),
      ],
      rows: zip(steps, answers).map { step, answer in
        [
          Label(step.name), Label("from-\(step.name)"), step.perplexity.formattedValue,
          answer?.shown ?? "",
        ]
      })
  }

  func figure(_ worlds: ReferenceResults?) -> Figure {
    func bars(_ name: String, hue: Int, _ measure: (Step) -> Estimate) -> Series {
      .bars(Label(name), steps.map(measure), hue: hue)
        .beside(worlds, steps.map { "\($0.name)/\(name)" })
    }
    let base = steps.first { $0.name == "base" }
    let isFluent = base?.grammatical.isAbove(Estimate(0.9)) == true
    return Figure(
      name: "steps", title: isFluent ? "title" : "title-plain",
      panel: Panel(
        y: Axis("share", range: 0...1.1), categories: steps.map { Label($0.name) },
        bars: [
          bars("grammatical", hue: 0, \.grammatical), bars("helpful", hue: 1, \.helpful),
          bars("gold", hue: 2, \.answers.gold),
        ]))
  }
}
