import Tokenization

/// How text becomes the sequences that the models read. One marker, `<eos>`, stands at the start and at
/// the end of everything.
extension Tokenizer {
  /// `<eos> text <eos>`.
  package func document(_ text: String) -> [Int32] {
    [endOfText] + encode(text) + [endOfText]
  }

  /// `<eos> prompt ⏎`: what a model is given to answer.
  ///
  /// The web's forum looks the same (question, line break, replies), so a base model that has never
  /// been taught to answer can be asked in the same way.
  package func prompt(_ text: String) -> [Int32] {
    [endOfText] + encode(text + "\n")
  }

  /// `answer <eos>`: what follows a prompt.
  package func completion(_ text: String) -> [Int32] {
    encode(text) + [endOfText]
  }
}
