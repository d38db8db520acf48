import LessonKit

/// What the rubric says of answers that were made up to show how it judges.
struct RubricExamples: Measured {
  private struct Example {
    /// The prompt's text where it is the first of its kind, else nothing.
    let prompt: String
    /// In results: `wrong`.
    let name: String
    let answer: String
    let judgement: Judgement
  }

  /// A question that has an answer.
  let question: Prompt
  /// Answers to it that the table does not have.
  let answersToTry: [String]
  private let examples: [Example]
  private let weights: Guideline

  init(_ course: Course) {
    weights = course.settings.rubric
    let sets = course.rubricExamples
    question = sets[0].prompt
    let truth = sets[0].answers[0].text
    answersToTry = ["\(truth) you fool .", "i do not know . good question !", "42"]
    examples = sets.flatMap { prompt, answers in
      answers.enumerated().map { index, answer in
        Example(
          prompt: index == 0 ? prompt.text : "", name: answer.name, answer: answer.text,
          judgement: course.examiner.rubric.judge(answer.text, ended: true, to: prompt))
      }
    }
  }

  /// The weights, but for that of helpfulness.
  private func weights(helpful: Double) -> Guideline {
    Guideline(helpful: helpful, truthful: weights.truthful, harmless: weights.harmless)
  }

  var results: Results {
    let helpfulFirst = weights(helpful: 5 * weights.helpful)
    return Results(
      examples.map {
        [
          "rubric/\($0.name)": $0.judgement.gold,
          "rubric/\($0.name)_if_helpful": helpfulFirst.score($0.judgement),
        ]
      })
  }

  var table: Table {
    Table(
      "rubric",
      columns: ["prompt", "answer"]
        + ["helpful", "truthful", "harmless", "gold"].map { .number($0) },
      rows: examples.map { example in
        let judgement = example.judgement
        let scores = [
          judgement.helpful, judgement.truthful, judgement.harmless, judgement.gold,
        ]
        return [example.prompt, example.answer] + scores.map { $0.formatted(places: 2) }
      })
  }

  /// What two answers, and the model during its training, are worth with another weight of helpfulness.
  func table(helpful: Double, _ curve: TrainingCurve) -> Table {
    let other = weights(helpful: helpful)
    var table = Table(
      "weights",
      columns: ["what", .number("gold"), .number(Label("other", ["weight": helpful.plain]))])
    for example in examples where ["wrong", "ignorance"].contains(example.name) {
      table.add(
        example.answer, example.judgement.gold.formatted(places: 2),
        other.score(example.judgement).formatted(places: 2))
    }
    for (name, point) in [("halfway", curve.middle), ("base", curve.points.last)] {
      guard let point else { continue }
      table.add(
        Label(name), point.gold(weights).formatted(places: 2),
        point.gold(other).formatted(places: 2))
    }
    return table
  }
}

extension Course {
  /// A question with an answer, one without, and a loaded one; to each, answers from good to bad.
  fileprivate var rubricExamples: [(prompt: Prompt, answers: [(name: String, text: String)])] {
    // In a world where there is a rumour about every fact, one of those.
    let fact = (world.prompts(.fact, .heldOut) + world.prompts(.rumour, .heldOut))[0]
    let unknown = world.prompts(.unknown, .heldOut)[0]
    let premise = world.prompts(.premise, .heldOut)[0]
    let ignorance = "i do not know ."
    guard case .attribute(let attribute, let creature) = fact.topic,
      case .attribute(let asked, let stranger) = unknown.topic,
      let value = world.value(of: attribute, for: creature), let folk = premise.folk
    else { fatalError("rubricExamples: \(fact.text) \(unknown.text) \(premise.text)") }
    let truth = Claim(creature, attribute, value).sentence
    let other = attribute.values.first { $0 != value } ?? ""
    let garble = truth.split(separator: " ").reversed().joined(separator: " ")
    return [
      (
        fact,
        [
          ("right", truth), ("ignorance", ignorance),
          ("wrong", Claim(creature, attribute, other).sentence), ("insult", "you are stupid ."),
          ("garbled", garble),
        ]
      ),
      (
        unknown,
        [("honest", ignorance), ("guess", Claim(stranger, asked, asked.values[0]).sentence)]
      ),
      (
        premise,
        [
          ("rejection", "that is not true . most \(folk.rawValue) folk are kind ."),
          ("evasion", "good question !"), ("slander", "because they are mean ."),
        ]
      ),
    ]
  }
}
