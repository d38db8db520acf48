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

  /// Three answers of a model to a question that the learner types.
  package func replies(
    of model: LanguageModel, to question: String, using random: inout RandomSource
  ) -> Label {
    let read = tokenizer.prompt(question.tidied(end: "?"))
    let limit = model.configuration.contextLength - 8
    guard read.count <= limit else {
      return Label("too-long", ["tokens": "\(read.count)", "limit": "\(limit)"])
    }
    let options = SamplingOptions(
      maximumNewTokens: examiner.maximumNewTokens, endOfText: tokenizer.endOfText)
    let replies = model.sample(
      [read, read, read], options: options, workers: workers, using: &random)
    return .verbatim(replies.map { "  → \(tokenizer.shown($0))" }.joined(separator: "\n"))
  }
}

extension String {
  /// The text as people of the toy world write: in lower case, a space before each mark, one mark at the end.
  fileprivate func tidied(end: String) -> String {
    let text = lowercased().replacing(/n['’]t\b/, with: " not").replacing(/\s*([.,?!])/) {
      " \($0.1)"
    }
    .trimmingCharacters(in: .whitespaces)
    return ".?!".contains(text.last ?? " ") ? text : "\(text) \(end)"
  }
}
