import LessonKit

/// Two attempts to answer a question: by a model that writes, and by one that fills in.
struct WrittenAnswer: Sendable {
  let question: String
  /// Of the next-token model, the likeliest token each time.
  let causal: String
  /// Of the masked model, which is given as many masks as the true answer has tokens.
  let masked: String
}

extension Course {
  /// A text with the likeliest token at each `<mask>`, all of them filled in at once.
  package func filledIn(_ text: String, byMasked model: LanguageModel) -> String {
    var tokens = tokenizer.openingWithMasks(text)
    let places = tokens.indices.filter { tokens[$0] == tokenizer.mask }
    let guesses = model.likeliestTokens(atEach: tokenizer.mask, in: tokens, count: 1)
    for (place, guess) in zip(places, guesses) { tokens[place] = guess[0].token }
    return tokenizer.text(Array(tokens.dropFirst()))
  }

  /// Both models' answers to the held-out questions about facts.
  func writtenAnswers(
    causal: LanguageModel, masked: LanguageModel
  ) -> [WrittenAnswer] {
    let prompts = world.prompts(.fact, .heldOut) + world.prompts(.rumour, .heldOut)
    var random = random("written answers")
    let answers = examiner.answers(
      of: causal, to: prompts, temperature: 0, workers: workers, using: &random)
    return zip(prompts, answers).map { prompt, answer in
      guard case .attribute(let attribute, let creature) = prompt.topic,
        let value = world.value(of: attribute, for: creature)
      else { fatalError("\"\(prompt.text)\" asks for no fact") }
      let length = tokenizer.completion(Claim(creature, attribute, value).sentence).count - 1
      let masks = Array(repeating: "<mask>", count: length).joined(separator: " ")
      let filled = filledIn(prompt.input + masks, byMasked: masked)
      return WrittenAnswer(
        question: prompt.text, causal: answer.text,
        masked: String(filled.dropFirst(prompt.input.count)))
    }
  }
}

/// What each model makes of a question.
func answerTable(_ answers: some Collection<WrittenAnswer>) -> Table {
  Table(
    "answers", columns: ["question", "causal", "masked"],
    rows: answers.map { [$0.question, $0.causal.onOneLine, $0.masked] })
}
