/// How many sentences of a text are sentences of the toy world: a measure of capability, as it asks
/// only whether a text is well made, not whether it is true, kind or to the point.
package struct Grammaticality: Hashable, Sendable {
  package var wellFormed: Int
  package var sentences: Int

  package init(wellFormed: Int = 0, sentences: Int = 0) {
    self.wellFormed = wellFormed
    self.sentences = sentences
  }

  /// Share of well-formed sentences, 0...1; 0 for a text with none.
  package var share: Double {
    sentences == 0 ? 0 : Double(wellFormed) / Double(sentences)
  }

  /// The counts of two texts together.
  package static func + (left: Grammaticality, right: Grammaticality) -> Grammaticality {
    Grammaticality(
      wellFormed: left.wellFormed + right.wellFormed,
      sentences: left.sentences + right.sentences)
  }
}

extension SentenceParser {
  /// Counts the sentences of a free text that match a template.
  package func grammaticality(of text: String) -> Grammaticality {
    let sentences = sentences(in: Self.words(of: text))
    return Grammaticality(
      wellFormed: sentences.count { $0.meaning != .malformed }, sentences: sentences.count)
  }
}
