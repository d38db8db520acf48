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

  /// What each step has added.
  var table: Table {
    Table(
      "steps",
      columns: [
        "model", "learned-from", .number("perplexity"), .number("well-formed"),
        .number("helpful"), .number("gold"),
      ],
      rows: steps.map { step in
        [Label(step.name), Label("from-\(step.name)")]
          + [step.perplexity, step.grammatical, step.helpful, step.answers.gold]
          .map(\.formattedValue)
      })
  }

  /// The first loaded question, as each model answers it.
  var samples: Table {
    let answers = steps.map { $0.answers.of(.premise).first }
    return Table(
      "steps", columns: ["model", .data(answers.first??.prompt.text ?? "")],
      rows: zip(steps, answers).map { [Label($0.name), $1?.shown ?? ""] })
  }
}
