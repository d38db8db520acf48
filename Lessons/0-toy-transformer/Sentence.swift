import LessonKit

/// Tokens that are left for the model to write after a learner's sentence.
let continuationLength = 16

/// A page has room for so many tokens of a long sentence.
let tokensShown = 14

extension Course {
  /// A sentence to start with: the first fact, and the start of another about the same creature.
  package var openingSentence: String {
    let fact = world.facts[0]
    return "the book says \(fact.sentence) the book says the \(fact.creature)"
  }

  /// Beginnings to try: what a book says, what nobody can know, and plain English.
  var beginnings: [String] {
    [
      "the book says the \(world.facts[0].creature) eats",
      "the book says the \(world.unknownCreatures[0]) eats", "once upon a time",
    ]
  }

  /// Why a learner's sentence cannot be read; nil if it can.
  package func lengthProblem(of sentence: String) -> Label? {
    let count = tokenizer.opening(sentence).count
    let limit = settings.base.size.contextLength - continuationLength
    return count > limit ? Label("too-long", ["tokens": "\(count)", "limit": "\(limit)"]) : nil
  }

  /// Into how many tokens a sentence falls, and how many there are for each word of the web.
  func tokenCounts(of sentence: String, _ ids: [Int32]) -> Results {
    let words = sentence.split(whereSeparator: \.isWhitespace).count
    let bytes = sentence.withSpacedLines.utf8.count
    let tokens = ids.count - 1  // without <eos>
    return [
      "sentence/bytes": bytes, "sentence/words": words, "sentence/tokens": tokens,
      "sentence/tokens_per_word": Double(tokens) / Double(max(1, words)),
      "sentence/tokens_per_byte": Double(tokens) / Double(bytes),
      "web/tokens_per_word": Estimate.ratio(
        of: data.webValidation.map { Double(tokenizer.document($0).count - 1) },
        to: data.webValidation.map { Double(wordCount(of: $0)) }),
      "vocabulary": tokenizer.vocabularySize,
    ]
  }
}

/// The text as it falls into fewer and fewer tokens: the bytes, some merges, and the end.
func mergeTable(_ steps: [[[Int32]]], _ tokenizer: Tokenizer) -> Table {
  var table = Table("merges", columns: [.number("merges"), .number("tokens"), "text"])
  for step in Set([0, 1, 2, steps.count / 2, steps.count - 1]).sorted() where step < steps.count {
    let ids = steps[step].joined()
    table.add(step, ids.count, tokenizer.bordered(ids))
  }
  return table
}

/// Each token with its number in the vocabulary; a long text in two groups of columns.
func tokenTable(_ ids: [Int32], _ tokenizer: Tokenizer) -> Table {
  let groups = ids.count > 16 ? 2 : 1
  let height = (ids.count + groups - 1) / groups
  let columns: [Table.Column] = [.number("place"), "token", .number("id")]
  let rows = (0..<height).map { row in
    stride(from: row, to: groups * height, by: height).flatMap { place in
      place < ids.count
        ? ["\(place)", tokenizer.visible(ids[place]), "\(ids[place])"] : ["", "", ""]
    }
  }
  return Table("tokens", columns: (0..<groups).flatMap { _ in columns }, rows: rows)
}
