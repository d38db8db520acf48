import Tokenization

/// How text becomes the sequences that the models read. One marker, `<eos>`, stands at the start and at
/// the end of everything.
extension Tokenizer {
  /// `<eos> text <eos>`.
  package func document(_ text: String) -> [Int32] {
    opening(text) + [endOfText]
  }

  /// `<eos> text`, which may go on: what a model has read so far.
  package func opening(_ text: String) -> [Int32] {
    [endOfText] + encode(text.withSpacedLines)
  }

  /// `<eos> prompt ⏎`: what a model is given to answer.
  ///
  /// The web's forum looks the same (question, line break, replies), so a base model that has never
  /// been taught to answer can be asked in the same way.
  package func prompt(_ text: String) -> [Int32] {
    opening(text + "\n")
  }

  /// `answer <eos>`: what follows a prompt.
  package func completion(_ text: String) -> [Int32] {
    encode(text.withSpacedLines) + [endOfText]
  }

  /// The text that a model has written, without the marker at its end.
  package func text(_ tokens: [Int32]) -> String {
    decode(tokens.last == endOfText ? tokens.dropLast() : tokens[...]).withoutSpacedLines
  }
}

extension String {
  /// The text with a space before each line.
  ///
  /// A byte-level tokenizer takes the space before a word as part of it, so that `most` at the start of
  /// a line and ` most` within it are different tokens, and what a model learns of one it does not know
  /// of the other. With a space before each line, a word is one token wherever it stands.
  package var withSpacedLines: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : " \($0)" }.joined(separator: "\n")
  }

  /// Undoes `withSpacedLines`.
  package var withoutSpacedLines: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(" ") ? $0.dropFirst() : $0 }.joined(separator: "\n")
  }
}
