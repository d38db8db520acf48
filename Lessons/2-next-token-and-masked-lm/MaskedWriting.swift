import LessonKit

/// Three attempts to answer a question: by a model that writes, and by one that fills in.
struct WrittenAnswer: Sendable {
  let question: String
  /// Of the next-token model, the likeliest token each time.
  let causal: String
  /// Of the masked model, which is given as many masks as the true answer has tokens.
  let allAtOnce, oneByOne: String
}

extension Course {
  /// A text with the likeliest token at each `<mask>`.
  ///
  /// In several rounds, the surest are filled in first, and the others are thought over with these in view.
  ///
  /// Source: Ghazvininejad et al., "Mask-Predict: Parallel decoding of conditional masked language models",
  /// 2019, which also hides again what has become doubtful.
  ///
  /// - Parameter rounds: 1 for all at once; nil for as many as there are masks.
  package func filledIn(
    _ text: String, rounds: Int? = 1, byMasked model: LanguageModel
  ) -> String {
    var tokens = tokenizer.openingWithMasks(text)
    var rounds = rounds ?? tokens.count { $0 == tokenizer.mask }
    while rounds > 0 {
      let places = tokens.indices.filter { tokens[$0] == tokenizer.mask }
      let guesses = model.likeliestTokens(atEach: tokenizer.mask, in: tokens, count: 1)
      let surest = zip(places, guesses.map { $0[0] })
        .sorted { ($0.1.probability, $1.0) > ($1.1.probability, $0.0) }
      for (place, guess) in surest.prefix((places.count + rounds - 1) / rounds) {
        tokens[place] = guess.token
      }
      rounds -= 1
    }
    return tokenizer.text(Array(tokens.dropFirst()))
  }

  /// Both models' answers to the held-out questions about facts.
  func writtenAnswers(by pair: ModelPair) -> [WrittenAnswer] {
    let prompts = world.prompts(.fact, .heldOut) + world.prompts(.rumour, .heldOut)
    var random = random("written answers")
    let answers = examiner.answers(
      of: pair.causal, to: prompts, temperature: 0, workers: workers, using: &random)
    return zip(prompts, answers).map { prompt, answer in
      guard case .attribute(let attribute, let creature) = prompt.topic,
        let value = world.value(of: attribute, for: creature)
      else { fatalError("\"\(prompt.text)\" asks for no fact") }
      let length = tokenizer.completion(Claim(creature, attribute, value).sentence).count - 1
      let masks = Array(repeating: "<mask>", count: length).joined(separator: " ")
      let filled = [1, nil].map { rounds in
        filledIn(prompt.input + masks, rounds: rounds, byMasked: pair.masked)
          .dropFirst(prompt.input.count)
      }
      return WrittenAnswer(
        question: prompt.text, causal: answer.text, allAtOnce: String(filled[0]),
        oneByOne: String(filled[1]))
    }
  }
}

/// What each model makes of a question.
func answerTable(_ answers: some Collection<WrittenAnswer>) -> Table {
  Table(
    "answers", columns: ["question", "causal", "at-once", "one-by-one"],
    rows: answers.map { [$0.question, $0.causal.onOneLine, $0.allAtOnce, $0.oneByOne] })
}
