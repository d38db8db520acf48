import Tensors

/// A token, and how likely a model finds it.
package struct TokenGuess: Sendable {
  package let token: Int32
  package let probability: Double
}

extension LanguageModel {
  /// The likeliest next tokens, the likeliest first.
  ///
  /// - Parameter tokens: a document from its start.
  package func likeliestNextTokens(after tokens: [Int32], count: Int) -> [TokenGuess] {
    likeliestTokens(reading: tokens, at: [tokens.count - 1], isCausal: true, count: count)[0]
  }

  /// The likeliest tokens at each place of a text where the mask stands, read from both sides.
  package func likeliestTokens(
    atEach mask: Int32, in tokens: [Int32], count: Int
  ) -> [[TokenGuess]] {
    let places = tokens.indices.filter { tokens[$0] == mask }
    return likeliestTokens(reading: tokens, at: places, isCausal: false, count: count)
  }

  private func likeliestTokens(
    reading tokens: [Int32], at places: [Int], isCausal: Bool, count: Int
  ) -> [[TokenGuess]] {
    guard !places.isEmpty else { return [] }
    let size = configuration.vocabularySize
    let probabilities = withTape(parameters) { tape -> [Float] in  // [places, vocabulary]
      let logits = self(
        TokenBatch([tokens], on: tape), rows: tape.copy(places.map(Int32.init)),
        isCausal: isCausal)
      return logits.consumeForLogProbabilities(of: places.map { _ in 0 }).distributions.values
    }
    return places.indices.map { row in
      probabilities[row * size..<(row + 1) * size].enumerated()
        .sorted { ($0.element, $1.offset) > ($1.element, $0.offset) }.prefix(count)
        .map { TokenGuess(token: Int32($0.offset), probability: Double($0.element)) }
    }
  }
}
