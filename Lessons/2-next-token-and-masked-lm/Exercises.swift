import LessonKit

/// For each token what has been read, and what must be predicted.
func nextTokenTable(_ tokens: [Int32], _ tokenizer: Tokenizer) -> Table {
  Table(
    "next-token", columns: ["reads", "says"],
    rows: tokens.indices.dropFirst().map { place in
      [tokenizer.shown(Array(tokens[..<place])), tokenizer.quoted(tokens[place])]
    })
}

/// What a masked model reads, and what it must say where.
func maskedTable(
  _ exercise: LabeledSequence, of tokens: [Int32], _ tokenizer: Tokenizer
) -> Table {
  Table(
    "masked", columns: ["stands", "reads", "says"],
    rows: tokens.indices.map { place in
      let target = exercise.targets[place]
      return [
        tokenizer.quoted(tokens[place]), tokenizer.quoted(exercise.ids[place]),
        target == LabeledSequence.ignored ? "" : tokenizer.quoted(target),
      ]
    })
}

/// The likeliest tokens at each gap.
func guessTable(_ guesses: [[TokenGuess]], _ tokenizer: Tokenizer) -> Table {
  Table(
    "guesses", columns: [.number("gap"), "tokens"],
    rows: guesses.enumerated().map { index, guess in
      let texts = guess.map {
        "\(tokenizer.quoted($0.token)) \($0.probability.formatted(places: 2))"
      }
      return [index + 1, texts.joined(separator: "   ")]
    })
}

extension Tokenizer {
  /// Tokens as text on one line. Between two masks they are read together, since a character may be
  /// divided among several.
  func shown(_ tokens: [Int32]) -> String {
    tokens.split(separator: mask, omittingEmptySubsequences: false)
      .map { decode($0).trimmingCharacters(in: .init(charactersIn: " ")) }
      .joined(separator: " <mask> ").onOneLine.replacing("  ", with: " ")
  }
}

extension Notebook {
  /// The learner's own sentence with a `<mask>` in it, in tokens; the course's where there is none.
  ///
  /// - Parameters:
  ///   - standard: the course's sentence, which fits into what the model can read.
  ///   - encode: makes tokens of a sentence, the mask among them.
  func askForGaps(
    default standard: String, in model: LanguageModel, encode: (String) -> [Int32]
  ) throws -> [Int32] {
    let room = model.configuration.contextLength
    let sentence = try askForText(default: standard) { sentence -> Label? in
      let length = encode(sentence).count
      if !sentence.contains("<mask>") { return "no-gap" }
      return length > room
        ? Label("too-long", ["length": "\(length)", "room": "\(room)"]) : nil
    }
    return encode(sentence)
  }
}
