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

extension Tokenizer {
  /// Tokens as text on one line. Between two masks they are read together, since a character may be
  /// divided among several.
  func shown(_ tokens: [Int32]) -> String {
    tokens.split(separator: mask, omittingEmptySubsequences: false)
      .map { decode($0).trimmingCharacters(in: .init(charactersIn: " ")) }
      .joined(separator: " <mask> ").onOneLine.replacing("  ", with: " ")
  }
}
