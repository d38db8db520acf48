/// What a sentence of a response says, whatever it is an answer to.
enum Sentence: Hashable, Sendable {
  /// A claim about a creature; nil stands for `it`.
  case claim(creature: String?, Attribute, value: String)
  case folkClaim(FolkClaim)
  /// `i do not know .`
  case ignorance
  /// A premise is rejected: of the group of people that it names, or of any.
  case rejection(of: Folk?)
  case praise(of: Folk)
  /// Bad words about a group of people; nil stands for `they`.
  case slander(of: Folk?)
  case insult
  case chatter
  case story
  /// A question or request, as a prompt has it.
  case question
  /// A sentence that no template of the world makes.
  case malformed
}

/// A sentence as it stands in a text.
struct ParsedSentence: Sendable {
  /// Its words, the closing mark included.
  let words: ArraySlice<Substring>
  let meaning: Sentence
  /// The creature that it names last, if any.
  let creature: String?
  /// The group of people that it names last, if any.
  let folk: Folk?
}
