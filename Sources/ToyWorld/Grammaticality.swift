/// How many sentences of a text are sentences of the toy world: a measure of capability, as it asks
/// only whether a text is well made, not whether it is true, kind or to the point.
package struct Grammaticality: Hashable, Sendable {
  package let wellFormed: Int
  package let sentences: Int
}

extension SentenceParser {
  /// Counts the sentences of a free text that match a template.
  package func grammaticality(of text: String) -> Grammaticality {
    let sentences = sentences(in: Self.words(of: text))
    return Grammaticality(
      wellFormed: sentences.count { $0.meaning != .malformed }, sentences: sentences.count)
  }
}
