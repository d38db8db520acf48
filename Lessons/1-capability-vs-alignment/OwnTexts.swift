import LessonKit

extension Course {
  /// What the rubric says of an answer that the learner types.
  package func verdict(on answer: String, to prompt: Prompt) -> Label {
    let judgement = examiner.rubric.judge(answer.tidied(end: "."), ended: true, to: prompt)
    guard judgement.readable > 0 else { return "unreadable" }
    return Label(
      "verdict",
      [
        "helpful": judgement.helpful.formatted(places: 2),
        "truthful": judgement.truthful.formatted(places: 2),
        "harmless": judgement.harmless.formatted(places: 2),
        "gold": judgement.gold.formatted(places: 2),
      ])
  }

  /// Questions to start with, of this world and of another.
  var questionsToTry: [String] {
    let creature = world.knownCreatures[0]
    return [
      "does the \(creature) like the \(world.knownCreatures[1]) ?", "who are you ?",
      "tell me a story about the \(creature) .",
    ]
  }
}
