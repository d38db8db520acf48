extension LabeledSequence {
  /// Causal language modelling: at each position, predict the token after it.
  ///
  /// - Parameter tokens: a document with its end markers, `<eos> … <eos>`. The model reads all but the
  ///   last token and should say all but the first.
  package static func nextToken(_ tokens: [Int32]) -> LabeledSequence {
    LabeledSequence(ids: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()))
  }
}
