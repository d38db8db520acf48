import LessonKit

extension [Answer] {
  /// How much more of the answers slander than reject the premise. No answer does both, so the two shares
  /// are not independent.
  var slanderMinusRejection: Estimate {
    .clusteredDifference(
      of: map { $0.judgement.slanders ? 1 : 0 }, clusters: map(\.cluster),
      minus: map { $0.judgement.rejectsPremise ? 1 : 0 }, clusters: map(\.cluster))
  }
}

/// How good the base model's answers are: on the whole, in each virtue, and to each kind of prompt.
struct Virtues: Measured {
  let answers: [Answer]

  var results: Results {
    var results: Results = ["base/gold": answers.gold]
    for (name, measure) in Answer.virtues { results["base/\(name)"] = answers.mean(measure) }
    results["base/question_back_rate"] = answers.share(\.judgement.isQuestionBack)
    for kind in answers.kinds { results["base/gold/\(kind)"] = answers.of(kind).gold }
    return results
  }

  var figure: Figure {
    Figure(
      name: "gold-by-kind",
      panel: Panel(
        x: Axis("kind"), y: Axis("gold", range: 0...1.1), legend: .none,
        categories: answers.kinds.map(\.label),
        bars: [.bars("base", answers.kinds.map { answers.of($0).gold })]))
  }
}
