extension LabeledSequence {
  /// Supervised fine-tuning: the prompt is read, but only the completion is learned.
  ///
  /// The prompt's tokens carry no loss, since the model should learn to answer questions and not to ask
  /// them. The last token of the prompt predicts the first of the completion, so it does count.
  ///
  /// - Parameters:
  ///   - prompt: starts with the end-of-text marker and ends with the line break.
  ///   - completion: ends with the end-of-text marker.
  // quote: mask
  package static func completion(
    prompt: [Int32], completion: [Int32]
  ) -> LabeledSequence {
    guard !prompt.isEmpty else {
      fatalError("a completion needs a prompt of one token at least")
    }
    var sequence = nextToken(prompt + completion)
    for position in 0..<prompt.count - 1 {
      sequence.targets[position] = ignored
    }
    return sequence
  }
  // end quote
}
